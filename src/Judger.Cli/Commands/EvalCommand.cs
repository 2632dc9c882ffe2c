using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Evaluation;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger eval</c>: accuracy by question kind and by stage.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var command = new Command(
            "eval",
            "Measures answers against the truth: the synthetic world, and public benchmarks from their official files.\n\nExamples:\n"
            + "  judger eval signs --count 200\n  judger eval pope --data coco_pope_adversarial.json --images val2014 --model models/llava-7b")
        {
            CreateSigns(),
        };
        foreach (var benchmark in BenchmarkCatalog.All) command.Subcommands.Add(BenchmarkCommand.Create(benchmark));
        return command;
    }

    private static Command CreateSigns()
    {
        var count = new Option<int>("--count")
        {
            Description = "Test scenes; each is asked one fine, one coarse and one yes/no question.",
            DefaultValueFactory = _ => 200,
        };
        count.AtLeast(1);
        var seed = new Option<int>("--seed") { Description = "Which stream of test scenes. The trainer uses none of them.", DefaultValueFactory = _ => 1 };
        seed.AtLeast(0);
        var parallel = new Option<int>("--parallel")
        {
            Description = "Scenes in flight; 1 for the times of a question that has the device to itself.",
            DefaultValueFactory = _ => 4,
        };
        parallel.AtLeast(1);
        var controls = new Option<bool>("--controls")
        {
            Description = "Also asks the fine questions with the whole image as the crop, and with a crop anywhere.",
        };
        var policies = new Option<bool>("--policies") { Description = "Also asks with an expert that is called when the answer is uncertain only." };
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "signs",
            "The synthetic world: what each stage adds, on scenes that were never trained on.\n\nExamples:\n"
            + "  judger eval signs --count 500 --seed 3 --json\n  judger eval signs --count 200 --model runs/tiny/model --policies")
        {
            count, seed, parallel, controls, policies, model, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            var asJson = parsed.GetValue(json);
            await using var judger = await LocalJudger.StartAsync(parsed.ModelFolder(model), [], parsed.GetValue(verbose), cancellationToken);
            var evaluation = new SignsEvaluation(
                judger.Client, (ulong)parsed.GetValue(seed), parsed.GetValue(parallel), parsed.GetValue(controls), parsed.GetValue(policies));
            SignsReport? report = null;
            await CountProgress.RunAsync(
                "scenes", parsed.GetValue(count), async progress => report = await evaluation.RunAsync(parsed.GetValue(count), progress, cancellationToken));
            if (asJson) Console.WriteLine(JsonSerializer.Serialize(report!.Describe(), RecordJson.Options));
            else report!.Print();
        },
            cancellationToken));
        return command;
    }
}
