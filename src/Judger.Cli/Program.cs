using System.CommandLine;
using System.CommandLine.Invocation;
using Judger.Cli.Bench;
using Judger.Cli.Commands;
using Spectre.Console;

// A pipe has no width at which tables and lines would have to wrap.
if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;

var root = new RootCommand(
    "Judger answers questions about images and shows its work: a baseline answer, where the model looked, the crop, the judgment, the corrected answer.")
{
    DemoCommand.Create(),
    AskCommand.Create(),
    JudgeCommand.Create(),
    DatasetCommand.Create(),
    EvalCommand.Create(),
    ScoreCommand.Create(),
    LocateCommand.Create(),
    CheckpointCommand.Create(),
    ExportCommand.Create(),
    BenchCommand.Create(),
    ServeCommand.Create(),
    HealthCommand.Create(),
    DoctorCommand.Create(),
    SchemaCommand.Create(),
    KeyCommand.Create(),
};
var parsed = root.Parse(args);

// A silo minds its signals itself: what it has to finish may take longer than a command line waits.
var invocation = new InvocationConfiguration();
if (parsed.CommandResult.Command.Name == ServeCommand.Name) invocation.ProcessTerminationTimeout = null;
return parsed.Action is ParseErrorAction ? UsageError.Report(parsed) : await parsed.InvokeAsync(invocation);
