using System.Diagnostics;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Clients for JavaScript against a running server, OpenAI's own and those that are built on its API: the scenarios in JavaScript.</summary>
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
    [InlineData("conversation")]
    [InlineData("textOnly")]
    [InlineData("choices")]
    [InlineData("schema")]
    [InlineData("responses")]
    [InlineData("responsesStream")]
    [InlineData("cancellation", true)]
    [InlineData("timeout", true)]
    [InlineData("generateText", false, "aisdk")]
    [InlineData("conversation", false, "aisdk")]
    [InlineData("streamText", false, "aisdk")]
    [InlineData("generateObject", false, "aisdk")]
    [InlineData("errors", false, "aisdk")]
    [InlineData("conversation", false, "langchain")]
    [InlineData("stream", false, "langchain")]
    [InlineData("structured", false, "langchain")]
    [InlineData("jsonMode", false, "langchain")]
    [InlineData("responses", false, "langchain")]
    public async Task A_scenario_passes(string name, bool isSlow = false, string file = "scenarios")
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "../../../Http/OpenAI/JavaScript");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules", "@langchain")),
            "The clients for JavaScript are not installed: npm install --prefix tests/Judger.Server.Tests/Http/OpenAI/JavaScript");
        await using var silo = await OpenAISilo.StartAsync(isSlow);
        string[] arguments =
        [
            $"{file}.mjs", name, new Uri(silo.Address, "/v1").ToString(), OpenAISilo.Key, Convert.ToBase64String(silo.NewImage()),
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
