using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Judger.Cli.Commands;

/// <summary>A command line that cannot be understood: one line on standard error, as for every other error.</summary>
internal static partial class UsageError
{
    /// <summary>Prints what is wrong and where help is.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(ParseResult parsed)
    {
        var errors = string.Join(' ', parsed.Errors.Select(error => OneLine(Plain(error.Message))));
        Console.Error.WriteLine($"error: {errors} See {CommandLine(parsed.CommandResult)} --help.");
        return CommandRunner.Failure;
    }

    private static string CommandLine(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{CommandLine(parent)} {command.Command.Name}" : "judger";

    // The library names the type that a value was to become.
    private static string Plain(string message) => WrongType().Match(message) is not { Success: true } match
        ? message
        : $"{match.Groups["option"].Value} is '{match.Groups["value"].Value}'; give {Kind(match.Groups["type"].Value)}.";

    private static string Kind(string type) => type switch
    {
        _ when type.Contains("Int", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("Double", StringComparison.Ordinal) || type.Contains("Single", StringComparison.Ordinal)
            || type.Contains("Decimal", StringComparison.Ordinal) => "a number",
        _ when type.Contains("Boolean", StringComparison.Ordinal) => "true or false",
        _ => "another value",
    };

    [GeneratedRegex(
        "^Cannot parse argument '(?<value>.*)' for (?:option|command) '(?<option>[^']*)' as expected type '(?<type>[^']*)'",
        RegexOptions.Singleline)]
    private static partial Regex WrongType();

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
