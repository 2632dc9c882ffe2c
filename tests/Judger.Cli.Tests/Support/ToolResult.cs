using System.Text.Json;

namespace Judger.Cli.Tests.Support;

/// <summary>How a run of the tool ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The one JSON value on standard output of a run that succeeded.</summary>
    public JsonElement Json()
    {
        Assert.True(ExitCode == 0, Errors);
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    /// <summary>Asserts that the run failed with exactly one line, which says what is wrong, and nothing else.</summary>
    public void AssertError(params string[] parts)
    {
        Assert.NotEqual(0, ExitCode);
        var line = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("this is a bug", line, StringComparison.Ordinal);
        Assert.Empty(Output);
    }
}
