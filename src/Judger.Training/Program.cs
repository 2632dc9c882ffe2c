using System.CommandLine;
using Judger.Training;
using Judger.Training.Runs;
using static TorchSharp.torch;

var output = new Option<string>("--output") { Description = "The run's folder: checkpoints, learning-curve.csv and the finished checkpoint. A run that is already there goes on.", Required = true };
var seed = new Option<int>("--seed") { Description = "Initial values and training scenes follow from it.", DefaultValueFactory = _ => 1 };
var workers = new Option<int>("--workers") { Description = "Data-parallel threads.", DefaultValueFactory = _ => 2 };
var from = new Option<string?>("--from") { Description = "A checkpoint of the same sizes to start from, instead of random values." };
var steps = new Option<double>("--steps-scale") { Description = "Multiplies the number of steps of every phase.", DefaultValueFactory = _ => 1 };
var compute = new Option<string>("--compute") { Description = "Type of the forward and backward pass: float32, or bfloat16 where the processor has AMX.", DefaultValueFactory = _ => "float32" };
compute.AcceptOnlyFromAmong("float32", "bfloat16");
var phases = new Option<string[]>("--phases")
{
    Description = "Which phases to run: " + string.Join(", ", Phase.All.Select(phase => phase.Name)) + ".",
    DefaultValueFactory = _ => [.. Phase.All.Select(phase => phase.Name)],
    AllowMultipleArgumentsPerToken = true,
};
phases.AcceptOnlyFromAmong([.. Phase.All.Select(phase => phase.Name)]);

var command = new RootCommand("Trains the embedded model on its synthetic world: vision, then JUDGER's stages I (alignment), II (perception) and III (correction).\n\nExample: dotnet run -c Release --project src/Judger.Training -- --output runs/tiny --seed 1")
{
    output, seed, workers, from, steps, compute, phases,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    var scale = parsed.GetValue(steps);
    var wanted = parsed.GetValue(phases)!;
    var options = new TrainingRunOptions
    {
        Folder = parsed.GetValue(output)!,
        Seed = parsed.GetValue(seed),
        Workers = parsed.GetValue(workers),
        InitialCheckpoint = parsed.GetValue(from),
        Compute = parsed.GetValue(compute) == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32,
        Phases = [.. Phase.All.Where(phase => wanted.Contains(phase.Name)).Select(phase => phase with { Steps = Math.Max(1, (int)(phase.Steps * scale)) })],
    };
    try
    {
        var run = new TrainingRun(options, line => Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {line}"));
        await Task.Run(() => run.Train(cancellationToken), CancellationToken.None);
        return 0;
    }
    catch (TrainingException exception)
    {
        Console.Error.WriteLine($"error: {exception.Message}");
        return 1;
    }
    catch (OperationCanceledException)
    {
        return 130;
    }
});
return await command.Parse(args).InvokeAsync();
