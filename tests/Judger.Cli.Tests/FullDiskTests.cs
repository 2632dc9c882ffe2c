using Judger.Cli.Commands;
using Judger.Cli.Output;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary>A disk that is full, and folders that may not be written: what is said.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const string Row = """{"question_id": #, "prompt": "Q", "text": "a", "answer": "a", "image": "a.png", "judgment": null}""";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("judge", "--input-jsonl", "rows.jsonl", "--model", "reference", "--output-jsonl", "no/judged.jsonl")]
    [InlineData("dataset", "build", "--input-jsonl", "rows.jsonl", "--output", "/dev/full")]
    [InlineData("dataset", "check", "train.json", "--json", ">/dev/full")]
    [InlineData("score", "--benchmark", "jsonl", "--predictions", "predictions.jsonl", "--json", ">/dev/full")]
    [InlineData("locate", "--input", "maps.jsonl", ">/dev/full")]
    public async Task A_command_says_so_in_one_line(params string[] command)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        _folder.Write("rows.jsonl", Row.Replace("#", "1", StringComparison.Ordinal));
        _folder.Write("train.json", "[]");
        _folder.Write("predictions.jsonl", """{"question_id": 1, "text": "a", "answers": ["a"]}""");
        _folder.Write("maps.jsonl", """{"map": [[1]], "image_width": 4, "image_height": 4, "window": 2}""");
        var shell = command.Any(argument => argument.StartsWith('>')) ? "exec \"$@\" > /dev/full" : "exec \"$@\"";
        string[] arguments =
        [
            .. command.Where(argument => !argument.StartsWith('>')).Select(
                argument => argument.EndsWith("jsonl", StringComparison.Ordinal) && argument != "jsonl" && !argument.StartsWith('-')
                    || argument.EndsWith(".json", StringComparison.Ordinal) ? _folder[argument] : argument),
        ];

        var result = await JudgerTool.RunAsync(["/bin/sh", "-c", shell, "sh"], new Dictionary<string, string?>(), arguments);

        result.AssertError(arguments[^1].Contains("no/", StringComparison.Ordinal) ? "cannot be written" : "the disk is full");
        Assert.DoesNotContain("bug", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Access_that_is_denied_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have other files that nobody may write.");

        // A folder is none either, not even for root.
        var error = Assert.Throws<CliException>(() => OutputFile.RequireWritable(_folder.Root));

        Assert.EndsWith("cannot be written; check the folder, its permissions and the disk. Reason: access is denied.", error.Message);
    }
}
