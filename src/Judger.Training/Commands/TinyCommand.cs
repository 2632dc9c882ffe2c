using System.CommandLine;
using Judger.Training.Runs;

namespace Judger.Training.Commands;

/// <summary><c>tiny</c>: trains the embedded model.</summary>
internal static class TinyCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output")
        {
            Description = "The run's folder: checkpoints, learning-curve.csv and the finished checkpoint. A run that is already there goes on.",
            Required = true,
        };
        var seed = new Option<int>("--seed") { Description = "Initial values and training scenes follow from it.", DefaultValueFactory = _ => 1 };
        var from = new Option<string?>("--from") { Description = "A checkpoint of the same sizes to start from, instead of random values." };
        var steps = new Option<double>("--steps-scale") { Description = "Multiplies the number of steps of every phase.", DefaultValueFactory = _ => 1 };
        var workers = TrainingCommandOptions.Workers();
        var compute = TrainingCommandOptions.Compute();
        var phases = new Option<string[]>("--phases")
        {
            Description = "Which phases to run: " + string.Join(", ", Phase.All.Select(phase => phase.Name)) + ".",
            DefaultValueFactory = _ => [.. Phase.All.Select(phase => phase.Name)],
            AllowMultipleArgumentsPerToken = true,
        };
        phases.AcceptOnlyFromAmong([.. Phase.All.Select(phase => phase.Name)]);

        var command = new Command(
            "tiny",
            "Trains the embedded model on its synthetic world: vision, then JUDGER's stages I (alignment), II (perception) and III (correction).\n\n"
            + "Example: dotnet run -c Release --project src/Judger.Training -- tiny --output runs/tiny --seed 1")
        {
            output, seed, workers, from, steps, compute, phases,
        };
        command.SetAction((parsed, cancellationToken) => TrainingCommandRunner.RunAsync((print, token) =>
        {
            var scale = parsed.GetValue(steps);
            var wanted = parsed.GetValue(phases)!;
            new TrainingRun(
                new()
                {
                    Folder = parsed.GetValue(output)!,
                    Seed = parsed.GetValue(seed),
                    Workers = parsed.GetValue(workers),
                    InitialCheckpoint = parsed.GetValue(from),
                    Compute = TrainingCommandOptions.Type(parsed.GetValue(compute)!),
                    Phases = [.. Phase.All.Where(phase => wanted.Contains(phase.Name))
                        .Select(phase => phase with { Steps = Math.Max(1, (int)(phase.Steps * scale)) })],
                },
                print).Train(token);
        }, cancellationToken));
        return command;
    }
}
