using System.CommandLine;
using System.Diagnostics;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Grains.Images;
using Judger.Grains.Questions;
using Judger.Imaging.Decoders;
using Judger.Imaging.Memory;
using Judger.Server.Records;
using Spectre.Console;

namespace Judger.Cli.Commands;

/// <summary><c>judger ask</c>: one question about an image file.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var image = new Option<FileInfo>("--image") { Description = "A JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, Netpbm or TGA file.", Required = true };
        var question = new Option<string>("--question") { Description = "What to ask.", Required = true };
        var reference = new Option<string?>("--reference") { Description = "The right answer, for --expert reference." };
        var overlay = new Option<FileInfo?>("--overlay")
        {
            Description = "Writes the image with the attention map and the box drawn over it: as JPEG or WebP where the name ends so, else as PNG.",
        };
        var background = CommonOptions.Background();
        var look = CommonOptions.Look();
        var instructions = new Option<string?>("--instructions") { Description = "How the model is to behave, beside the question." };
        var form = CommonOptions.Answer();
        var expert = new ExpertArguments();
        var sampling = new SamplingArguments();
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "ask",
            "Asks one question about an image and shows the stages.\n\nExamples:\n"
            + "  judger ask --image scene.png --question \"What number is on the red circle?\"\n"
            + "  judger ask --image photo.jpg --question \"What is on the sign?\" --model models/llava-7b --json\n"
            + "  judger ask --image photo.jpg --question \"How many birds?\" --model models/llava-7b --expert gpt-4o --policy always\n"
            + "  judger ask --image scene.png --question \"What is it?\" --temperature 0.7 --top-k 40 --seed 1")
        {
            image, question, instructions, form, reference, look, overlay, background, model, json, verbose,
        };
        foreach (var option in expert.All.Concat(sampling.All)) command.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            // What can be known without the model is said before it is loaded.
            var bytes = await ImageFile.ReadAsync(parsed.GetValue(image)!, cancellationToken, allowsPipe: true);
            var images = new ImageOptions { Background = parsed.GetValue(background)! };
            var picture = ImageDecoder.Decode(bytes, images.Decoding() with { MaxMemory = ProcessMemory.Limit / 2 });
            var asked = new AskRequest
            {
                Images = [ImageDigest.Of(bytes)],
                Question = parsed.GetValue(question)!,
                Instructions = parsed.GetValue(instructions),
                Options = expert.Options(parsed, parsed.GetValue(reference)) with
                {
                    Look = parsed.Look(look),
                    Form = parsed.Answer(form),
                    Answer = sampling.Read(parsed),
                },
            };
            if (QuestionValidator.Errors(asked) is { Count: > 0 } errors) throw new CliException(string.Join(" ", errors));
            var experts = expert.Experts(parsed);
            var target = parsed.GetValue(overlay)?.FullName;
            if (target is not null) Pictures.RequireWritable(target, picture.Size);
            var card = ModelCard.Read(parsed.ModelFolder(model));
            var asJson = parsed.GetValue(json);
            var clock = Stopwatch.StartNew();
            await using var judger = await LocalJudger.StartAsync(parsed.ModelFolder(model), experts, parsed.GetValue(verbose), cancellationToken, images);
            await judger.Client.PutImageAsync(bytes, cancellationToken);
            if (card.Note is { } note) await Console.Error.WriteLineAsync(note);
            if (!asJson) AnsiConsole.MarkupLineInterpolated($"Model {card.Name} is ready after {clock.Elapsed.TotalSeconds:F1} s.");
            var record = await Questions.AskAsync(judger.Client, asked, asJson ? null : new StagePrinter(asked.Question), cancellationToken);
            if (asJson) Console.WriteLine(RecordJson.Serialize(record));
            if (target is not null) await Pictures.WriteOverlayAsync(target, picture, record, cancellationToken);
        },
            cancellationToken));
        return command;
    }
}
