using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary>Files that are no pictures to be asked about.</summary>
public sealed class BadImageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_file() => (await AskAsync(_folder["missing.png"])).AssertError("missing.png does not exist; check the path.");

    [Fact]
    public async Task A_folder() => (await AskAsync(_folder.Root)).AssertError($"{_folder.Root} is a folder; give an image file.");

    [Fact]
    public async Task A_file_that_cannot_be_read()
    {
        // Not even root can read the beginning of a process's own memory.
        Assert.SkipUnless(File.Exists("/proc/self/mem"), "Files that cannot be read are at hand on Linux only.");

        (await AskAsync("/proc/self/mem")).AssertError("/proc/self/mem cannot be read; check its permissions.");
    }

    [Fact]
    public async Task A_file_that_is_too_large()
    {
        using (var file = File.Create(_folder["large.png"])) file.SetLength(QuestionLimits.MaxImageBytes + 1);

        (await AskAsync(_folder["large.png"])).AssertError("large.png has 20,971,521 bytes; at most 20,971,520 are taken. Scale it down.");
    }

    [Fact]
    public Task An_empty_file() => RejectsAsync([], "The image is empty (0 bytes); check");

    [Fact]
    public Task A_text_file() => RejectsAsync("This is a letter, not a picture."u8.ToArray(), "save it as JPEG or PNG");

    [Fact]
    public Task A_file_that_ends_too_early() =>
        RejectsAsync(TestPng.Scene()[..^20_000], "The PNG image is damaged or incomplete", "send it again or save it anew");

    [Fact]
    public Task A_header_that_declares_too_many_pixels() => RejectsAsync(TestPng.Declaring(20_000, 20_000), "declares 20000 x 20000 pixels", "scale it down");

    [Fact]
    public async Task A_stack_trace_is_printed_when_it_is_asked_for()
    {
        var result = await JudgerTool.RunAsync("ask", "--image", _folder["missing.png"], "--question", "What is it?", "--verbose");

        var lines = result.Errors.Split('\n');
        Assert.NotEqual(0, result.ExitCode);
        Assert.StartsWith("error: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("   at Judger.Cli.", StringComparison.Ordinal));
    }

    private static Task<ToolResult> AskAsync(string path) => JudgerTool.RunAsync("ask", "--image", path, "--question", "What is it?", "--json");

    private async Task RejectsAsync(byte[] bytes, params string[] parts)
    {
        EmbeddedModelFolder.Require();

        (await AskAsync(_folder.Write("image.png", bytes))).AssertError(parts);
    }
}
