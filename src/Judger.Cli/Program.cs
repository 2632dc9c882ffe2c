using System.CommandLine;
using System.CommandLine.Invocation;
using Judger.Cli.Commands;
using Spectre.Console;

// A pipe has no width at which tables and lines would have to wrap.
if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;

var parsed = JudgerCommand.Create().Parse(args);

// A silo minds its signals itself: what it has to finish may take longer than a command line waits.
var invocation = new InvocationConfiguration();
if (parsed.CommandResult.Command.Name == ServeCommand.Name) invocation.ProcessTerminationTimeout = null;
return parsed.Action is ParseErrorAction ? UsageError.Report(parsed) : await parsed.InvokeAsync(invocation);
