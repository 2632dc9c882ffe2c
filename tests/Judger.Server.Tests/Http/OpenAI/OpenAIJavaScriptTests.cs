using System.Diagnostics;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>OpenAI's client for JavaScript against a running server: JavaScript/scenarios.mjs.</summary>
public sealed class OpenAIJavaScriptTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("image")]
    [InlineData("twoImages")]
    [InlineData("streaming")]
    [InlineData("plainStream")]
    [InlineData("streamHelper")]
    [InlineData("requestId")]
    [InlineData("logprobs")]
    [InlineData("json")]
    [InlineData("models")]
    [InlineData("errors")]
    [InlineData("cancellation", true)]
    [InlineData("timeout", true)]
    public async Task A_scenario_passes(string name, bool isSlow = false)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "../../../Http/OpenAI/JavaScript");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules", "openai")),
            "OpenAI's client for JavaScript is not installed: npm install --prefix tests/Judger.Server.Tests/Http/OpenAI/JavaScript");
        await using var silo = await OpenAISilo.StartAsync(isSlow);
        string[] arguments =
        [
            "scenarios.mjs", name, new Uri(silo.Address, "/v1").ToString(), OpenAISilo.Key, Convert.ToBase64String(silo.NewImage()),
            Convert.ToBase64String(silo.NewImage()),
        ];
        using var node = Process.Start(
            new ProcessStartInfo("node", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var (output, errors) = (
                node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
                node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await node.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

            Assert.True(node.ExitCode == 0, await errors);
            Assert.Equal($"passed: {name}", (await output).Trim());
        }
        finally
        {
            if (!node.HasExited) node.Kill();
        }
    }
}
