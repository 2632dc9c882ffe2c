using System.CommandLine;

namespace Judger.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Prints JSON on standard output, and nothing else." };

    public static Option<bool> Verbose() => new("--verbose") { Description = "Prints stack traces of errors." };

    public static Option<string> Model()
    {
        var option = new Option<string>("--model")
        {
            Description = "A model folder written by `judger export`. The embedded model, which knows its synthetic world only, unless given.",
            DefaultValueFactory = _ => TinyModel.EmbeddedModel.Folder,
        };
        option.NotEmpty();
        return option;
    }

    /// <summary>Refuses values without a character.</summary>
    public static void NotEmpty<T>(this Option<T> option, string what = "path")
        where T : class? => option.Validators.Add(result =>
    {
        if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>())) result.AddError($"{option.Name} is empty; give a {what}.");
    });

    /// <summary>Refuses numbers below a bound.</summary>
    public static void AtLeast(this Option<int> option, int least) => option.Validators.Add(result =>
    {
        // What is no number at all has an error of its own.
        if (result.Tokens is [.., var last] && int.TryParse(last.Value, out var number) && number < least) result.AddError($"{option.Name} must be at least {least}.");
    });
}
