using System.CommandLine;
using System.CommandLine.Invocation;
using Judger.Cli.Commands;
using Spectre.Console;

// A pipe has no width at which tables and lines would have to wrap.
if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;

var root = new RootCommand("Judger answers questions about images and shows its work: a baseline answer, where the model looked, the crop, the judgment, the corrected answer.")
{
    DemoCommand.Create(),
    AskCommand.Create(),
    EvalCommand.Create(),
    LocateCommand.Create(),
    ExportCommand.Create(),
};
var parsed = root.Parse(args);
return parsed.Action is ParseErrorAction ? UsageError.Report(parsed) : await parsed.InvokeAsync();
