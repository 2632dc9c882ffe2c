using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Judger.Cli.Files;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Core.Answers;
using Judger.Imaging.Encoders;
using Judger.Server.Records;
using Judger.TinyModel.World;
using Spectre.Console;

namespace Judger.Cli.Commands;

/// <summary><c>judger demo</c>: a scene is drawn and questions are asked about it, each with its stages, its judgment and the truth.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "Which scene of the test world.", DefaultValueFactory = _ => 7 };
        seed.AtLeast(0);
        var output = new Option<string>("--output") { Description = "Where scene, overlays and crops are written.", DefaultValueFactory = _ => "demo" };
        output.NotEmpty();
        var look = CommonOptions.Look();
        var expert = new ExpertArguments();
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "demo",
            "Draws a scene of the synthetic world, asks its questions, and shows each stage.\n\nExamples:\n  judger demo --seed 7\n"
            + "  judger demo --seed 7 --expert reference --policy always")
        {
            seed, output, look, model, json, verbose,
        };
        foreach (var option in expert.All) command.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () => RunAsync(
                parsed.GetValue(seed), parsed.GetValue(output)!, parsed.Look(look), expert, parsed, parsed.ModelFolder(model), parsed.GetValue(json),
                parsed.GetValue(verbose),
                cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        int seed,
        string folder,
        LookPolicy look,
        ExpertArguments expert,
        ParseResult parsed,
        string model,
        bool asJson,
        bool verbose,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var card = ModelCard.Read(model);
        CreateFolder(folder);
        if (!asJson) AnsiConsole.MarkupLine("[grey]Starting a silo with the model on cpu:0 ...[/]");
        var starting = LocalJudger.StartAsync(model, expert.Experts(parsed), verbose, cancellationToken);
        var (scene, questions) = DemoScene.Draw(seed);
        var image = ImageEncoder.EncodePng(scene.Image);
        await Pictures.WriteAsync(Path.Combine(folder, "scene.png"), image, cancellationToken);
        await using var judger = await starting;
        var digest = await judger.Client.PutImageAsync(image, cancellationToken);
        if (!asJson)
        {
            AnsiConsole.MarkupLineInterpolated($"Scene {seed}: {scene.Objects.Count} objects, each with a digit that the model's 96-pixel view cannot show.");
            AnsiConsole.MarkupLineInterpolated($"Model {card.Name} is ready after {clock.Elapsed.TotalSeconds:F1} s.");
        }

        var asked = new List<(WorldQuestion Question, QuestionRecord Record)>();
        foreach (var question in questions)
        {
            var options = expert.Options(parsed, question.Answer) with { Look = look };
            var request = new AskRequest { Images = [digest], Question = question.Text, Options = options };
            var record = await Questions.AskAsync(judger.Client, request, asJson ? null : new StagePrinter(question.Text, question.Answer), cancellationToken);
            asked.Add((question, record));
            await Pictures.WriteOverlayAsync(Path.Combine(folder, $"overlay-{asked.Count}.png"), scene.Image, record, cancellationToken);
            await Pictures.WriteCropAsync(Path.Combine(folder, $"crop-{asked.Count}.png"), scene.Image, record, cancellationToken);
        }

        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    seed,
                    expert = expert.Name(parsed),
                    seconds = Math.Round(clock.Elapsed.TotalSeconds, 2),
                    questions = asked.Select(pair => new { truth = pair.Question.Answer, record = RecordJson.Describe(pair.Record) }),
                },
                RecordJson.Options));
            return;
        }

        var right = asked.Count(pair => AnswerNormalizer.AnswersAgree(pair.Question.Answer, pair.Record.Answer!));
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"{right} of {asked.Count} right, {clock.Elapsed.TotalSeconds:F1} s in all. Pictures: {Path.GetFullPath(folder)}");
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            throw new CliException($"{folder} cannot be created ({FileError.Reason(exception)}); give another --output.", exception);
        }
    }
}
