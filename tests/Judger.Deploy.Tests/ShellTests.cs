using Judger.Deploy.Tests.Support;

namespace Judger.Deploy.Tests;

/// <summary>The shell scripts of deploy/.</summary>
public sealed class ShellTests
{
    [Fact]
    public async Task Shellcheck_has_nothing_to_say_about_any_script()
    {
        Tool.Require("shellcheck");
        string[] scripts = [.. Directory.EnumerateFiles(Repository.Path("deploy"), "*", SearchOption.AllDirectories)
            .Where(IsScript)
            .Order(StringComparer.Ordinal)];
        Assert.Contains(Repository.Path("deploy/local/up"), scripts);
        Assert.Contains(Repository.Path("deploy/compose/make-secrets"), scripts);

        var result = await Tool.RunAsync(TimeSpan.FromMinutes(5), "shellcheck", ["-x", "-f", "gcc", .. scripts]);

        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public void Every_script_can_be_run() => Assert.All(
        Directory.EnumerateFiles(Repository.Path("deploy"), "*", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).FirstOrDefault()?.StartsWith("#!", StringComparison.Ordinal) == true),
        file => Assert.True(File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute | UnixFileMode.OtherExecute), $"{file} is not executable."));

    private static bool IsScript(string file) => Path.GetExtension(file) is ".bash" or ".sh"
        || File.ReadLines(file).FirstOrDefault() is { } first
            && first.StartsWith("#!", StringComparison.Ordinal)
            && first.Contains("sh", StringComparison.Ordinal);
}
