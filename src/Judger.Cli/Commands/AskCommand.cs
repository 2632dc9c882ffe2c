using System.CommandLine;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Server.Records;

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
        var expert = new ExpertArguments(ExpertNames.Self, JudgmentPolicy.WhenUncertain);
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "ask",
            "Asks one question about an image and shows the stages.\n\nExamples:\n"
            + "  judger ask --image scene.png --question \"What number is on the red circle?\"\n"
            + "  judger ask --image photo.jpg --question \"What is on the sign?\" --model models/llava-7b --json\n"
            + "  judger ask --image photo.jpg --question \"How many birds?\" --model models/llava-7b --expert gpt-4o --policy always")
        {
            image, question, reference, overlay, model, json, verbose,
        };
        foreach (var option in expert.All) command.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            var file = parsed.GetValue(image)!;
            var bytes = await ImageFile.ReadAsync(file, cancellationToken);
            var asJson = parsed.GetValue(json);
            var options = expert.Options(parsed, parsed.GetValue(reference));
            await using var judger = await LocalJudger.StartAsync(parsed.GetValue(model)!, expert.Experts(parsed), parsed.GetValue(verbose), cancellationToken);
            var digest = await judger.Client.PutImageAsync(bytes, cancellationToken);
            var printer = asJson ? null : new StagePrinter(parsed.GetValue(question)!);
            var record = await Questions.AskAsync(
                judger.Client, new() { Images = [digest], Question = parsed.GetValue(question)!, Options = options }, printer, cancellationToken);
            if (parsed.GetValue(overlay) is { } target) await Pictures.WriteOverlayAsync(target.FullName, bytes, record, cancellationToken);
            if (asJson) Console.WriteLine(RecordJson.Serialize(record));
        },
            cancellationToken));
        return command;
    }
}
