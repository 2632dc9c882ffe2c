using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Judger.Cluster.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests.Clocks;

/// <summary>The clock of a computer is set back while a silo serves.</summary>
[Collection("clusters")]
public sealed class ClockTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hours_back_questions_are_answered_and_days_back_the_process_ends()
    {
        using var clock = ShiftedClock.Create();
        var port = Ports.Take();
        var spec = SiloSpec.Simulated("a", 0.05, settings: [$"Http:Urls:0=http://127.0.0.1:{port}", "Drain:Timeout=00:00:00"]);
        await using var silo = new SiloProcess(spec with { Environment = clock.Environment }, []);
        await silo.StartAsync();
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        Assert.Equal("ready", await http.GetStringAsync("/health/ready", Token));
        await AskAsync(http, 3);

        foreach (var hours in new[] { 1, 3, 12, 20 })
        {
            clock.Set(TimeSpan.FromHours(-hours));
            await AskAsync(http, 5);
            await UntilAsync(http, text => Behind(text) is { } behind && behind > TimeSpan.FromHours(hours - 0.1) && behind <= TimeSpan.FromHours(hours));
            await AskAsync(http, 3);
        }

        clock.Set(TimeSpan.Zero);
        await AskAsync(http, 3);
        await UntilAsync(http, text => text == "ready");

        clock.Set(TimeSpan.FromDays(-3));
        Assert.Equal(75, await silo.WaitForExitAsync());
        Assert.Contains("nothing new can be activated, so the process ends with exit code 75", silo.Errors, StringComparison.Ordinal);
    }

    private static TimeSpan? Behind(string text)
    {
        const string Beginning = "ready, but the clock was set back, ";
        return text.StartsWith(Beginning, StringComparison.Ordinal)
            ? TimeSpan.Parse(text[Beginning.Length..].Split(' ')[0], CultureInfo.InvariantCulture)
            : null;
    }

    private static async Task AskAsync(HttpClient http, int count)
    {
        for (var i = 0; i < count; i++)
        {
            // Another image and another question each time: nothing of it is in memory.
            var image = new RgbImage(64, 64);
            Random.Shared.NextBytes(image.Pixels);
            using var response = await http.PostAsJsonAsync(
                "/v1/questions", new { question = "What is it?", image = new { data = ImageEncoder.EncodePng(image) }, policy = "never" }, Token);
            Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Token));
        }
    }

    private static async Task UntilAsync(HttpClient http, Predicate<string> isSaid)
    {
        var text = "";
        for (var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(10); DateTime.UtcNow < deadline; await Task.Delay(100, Token))
        {
            text = await http.GetStringAsync("/health/ready", Token);
            if (isSaid(text)) return;
        }

        Assert.Fail($"It says \"{text}\".");
    }
}
