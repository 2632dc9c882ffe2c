using System.CommandLine;
using Judger.Cli.Hosting;
using Judger.Cli.Output;

namespace Judger.Cli.Commands;

/// <summary><c>judger ask</c>: one question about an image file.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var image = new Option<FileInfo>("--image") { Description = "A JPEG, PNG or WebP file.", Required = true };
        var question = new Option<string>("--question") { Description = "What to ask.", Required = true };
        var reference = new Option<string?>("--reference") { Description = "The right answer, for --expert reference." };
        var overlay = new Option<FileInfo?>("--overlay") { Description = "Writes the image with the attention map and the box drawn over it, as PNG." };
        var expert = CommonOptions.Expert(ExpertNames.Self);
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "ask",
            "Asks one question about an image and shows the stages.\n\nExamples:\n  judger ask --image scene.png --question \"What number is on the red circle?\"\n  judger ask --image photo.jpg --question \"What is on the sign?\" --model models/llava-7b --json")
        {
            image, question, expert, reference, overlay, model, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            var file = parsed.GetValue(image)!;
            var bytes = await ImageFile.ReadAsync(file, cancellationToken);
            var asJson = parsed.GetValue(json);
            var options = Options(parsed.GetValue(expert)!, parsed.GetValue(reference));
            await using var judger = await LocalJudger.StartAsync(parsed.GetValue(model)!, parsed.GetValue(verbose), cancellationToken);
            var digest = await judger.Client.PutImageAsync(bytes, cancellationToken);
            var printer = asJson ? null : new StagePrinter(parsed.GetValue(question)!);
            var record = await Questions.AskAsync(judger.Client, new() { ImageDigest = digest, Question = parsed.GetValue(question)!, Options = options }, printer, cancellationToken);
            if (parsed.GetValue(overlay) is { } target) await Pictures.WriteOverlayAsync(target.FullName, bytes, record, cancellationToken);
            if (asJson) Console.WriteLine(RecordJson.Serialize(record));
        },
            cancellationToken));
        return command;
    }

    /// <summary>The request's options for an expert's name on the command line.</summary>
    public static AskOptions Options(string expert, string? reference) => expert == "none"
        ? new() { Policy = JudgmentPolicy.Never }
        : new() { Expert = expert, ReferenceAnswer = reference };
}
