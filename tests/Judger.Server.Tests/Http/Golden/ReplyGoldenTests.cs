namespace Judger.Server.Tests.Http.Golden;

/// <summary>
/// The replies of every endpoint, byte by byte: applications read them, and no other test would show a member that moved. The variable
/// <c>JUDGER_WRITE_GOLDEN</c> names a folder into which the replies are written instead.
/// </summary>
public sealed class ReplyGoldenTests
{
    private const string Variable = "JUDGER_WRITE_GOLDEN";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Http", "Golden");

    [Fact]
    public async Task Replies_are_what_they_were()
    {
        // With one lane passes never run side by side, so that what each finds in the cache does not depend on the time.
        await using var silo = await HttpSilo.StartAsync(options => options.Slots[0].Engine = options.Slots[0].Engine with { Lanes = 1 });
        var (failures, names) = (new List<string>(), new List<string>());

        await foreach (var (name, reply) in new GoldenExchanges(silo).AllAsync())
        {
            names.Add($"{name}.txt");
            if (Environment.GetEnvironmentVariable(Variable) is { } folder)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.txt"), reply, TestContext.Current.CancellationToken);
                continue;
            }

            var golden = await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.txt"), TestContext.Current.CancellationToken);
            if (golden != reply) failures.Add($"{name}: {Difference(golden, reply)}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
    }

    private static string Difference(string golden, string reply)
    {
        var at = golden.Zip(reply).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"character {at}, was: {Around(golden, at)} and is: {Around(reply, at)}";
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 80)];
}
