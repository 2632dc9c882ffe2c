using System.CommandLine;
using System.CommandLine.Parsing;

namespace Judger.Cli.Commands;

/// <summary>A command line that cannot be understood: one line on standard error, as for every other error.</summary>
internal static class UsageError
{
    /// <summary>Prints what is wrong and where help is.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(ParseResult parsed)
    {
        var errors = string.Join(' ', parsed.Errors.Select(error => OneLine(error.Message)));
        Console.Error.WriteLine($"error: {errors} See {CommandLine(parsed.CommandResult)} --help.");
        return CommandRunner.Failure;
    }

    private static string CommandLine(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{CommandLine(parent)} {command.Command.Name}" : "judger";

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
