using System.CommandLine;
using Judger.Training.Proof;

namespace Judger.Training.Commands;

/// <summary><c>proof</c>: what judgments add to stage III, in the synthetic world.</summary>
internal static class ProofCommand
{
    public static Command Create()
    {
        var defaults = new ProofOptions { Checkpoint = "", Folder = "" };
        var checkpoint = new Option<string>("--checkpoint")
        {
            Description = "The model that makes the mistakes and is then trained; one without stage III, such as tiny --phases vision "
                + "alignment perception gives.",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "Folder for rows, runs and results; what is done there is not done again.",
            Required = true,
        };
        var rows = new Option<int>("--rows") { Description = "Mistakes to collect for each seed.", DefaultValueFactory = _ => defaults.Rows };
        var steps = new Option<int>("--steps") { Description = "Updates of each run.", DefaultValueFactory = _ => defaults.Steps };
        var batch = new Option<int>("--batch") { Description = "Rows of a step.", DefaultValueFactory = _ => defaults.Batch };
        var rate = new Option<double>("--learning-rate") { Description = "Peak learning rate of each run.", DefaultValueFactory = _ => defaults.LearningRate };
        var rank = new Option<int>("--lora") { Description = "Trains adapters of this rank instead of the decoder itself." };
        var seeds = new Option<int[]>("--seeds")
        {
            Description = "One comparison for each: training scenes and order follow from it.",
            DefaultValueFactory = _ => [.. defaults.Seeds],
            AllowMultipleArgumentsPerToken = true,
        };
        var scenes = new Option<int>("--scenes") { Description = "Held-out scenes, three questions each.", DefaultValueFactory = _ => defaults.Scenes };
        var workers = TrainingCommandOptions.Workers();
        foreach (var option in new[] { rows, steps, batch, scenes }) option.AtLeast(1);

        var command = new Command(
            "proof",
            "Trains a model on judgments of its own mistakes, and for as many steps without them, and asks both about held-out scenes of the synthetic world.")
        {
            checkpoint, output, rows, steps, batch, rate, rank, seeds, scenes, workers,
        };
        command.SetAction((parsed, cancellationToken) => TrainingCommandRunner.RunAsync(
            (print, token) => new ProofRun(
                new()
                {
                    Checkpoint = parsed.GetValue(checkpoint)!,
                    Folder = parsed.GetValue(output)!,
                    Rows = parsed.GetValue(rows),
                    Steps = parsed.GetValue(steps),
                    Batch = parsed.GetValue(batch),
                    LearningRate = parsed.GetValue(rate),
                    Rank = parsed.GetValue(rank),
                    Seeds = parsed.GetValue(seeds)!,
                    Scenes = parsed.GetValue(scenes),
                    Workers = parsed.GetValue(workers),
                },
                print).RunAsync(token),
            cancellationToken));
        return command;
    }
}
