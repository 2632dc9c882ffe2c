using System.CommandLine;
using Judger.Imaging.Decoders;
using Judger.Protocol;

namespace Judger.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Prints only JSON on standard output." };

    public static Option<bool> Verbose() => new("--verbose") { Description = "Prints stack traces of errors." };

    /// <summary>The model of a command; <see cref="ModelFolder"/> reads it.</summary>
    public static Option<string?> Model()
    {
        // The default is written here, because help would print its path on this machine.
        var option = new Option<string?>("--model")
        {
            Description = "A model folder written by `judger export`. [default: judger-tiny, the embedded model, which knows only its synthetic world]",
        };
        option.NotEmpty();
        return option;
    }

    /// <summary>The folder that such an option names, or the embedded model's.</summary>
    public static string ModelFolder(this ParseResult parsed, Option<string?> option) => parsed.GetValue(option) ?? TinyModel.EmbeddedModel.Folder;

    /// <summary>Whether the model looks again, in the words of HTTP.</summary>
    public static Option<string> Look()
    {
        var option = new Option<string>("--look")
        {
            Description = "Whether the model looks again at the region that the question is about: auto (unless a calibrated model's first answer is sure), "
                + "always, never.",
            DefaultValueFactory = _ => EnumWords.Of(typeof(LookPolicy))[0],
        };
        option.AcceptOnlyFromAmong([.. EnumWords.Of(typeof(LookPolicy))]);
        return option;
    }

    /// <summary>The policy that such an option names.</summary>
    public static LookPolicy Look(this ParseResult parsed, Option<string> option) =>
        EnumWords.TryParse<LookPolicy>(parsed.GetValue(option)!, out var look) ? look.Value : LookPolicy.Auto;

    /// <summary>How long answers are meant to be, in the words of HTTP.</summary>
    /// <param name="byDefault">What holds where nobody says.</param>
    public static Option<string> Answer(AnswerForm byDefault = AnswerForm.Short)
    {
        var option = new Option<string>("--answer")
        {
            Description = "How long the answer is meant to be: short (a word or phrase) or free (as the model likes).",
            DefaultValueFactory = _ => EnumWords.Of(typeof(AnswerForm))[(int)byDefault],
        };
        option.AcceptOnlyFromAmong([.. EnumWords.Of(typeof(AnswerForm))]);
        return option;
    }

    /// <summary>The form that such an option names.</summary>
    public static AnswerForm Answer(this ParseResult parsed, Option<string> option) =>
        EnumWords.TryParse<AnswerForm>(parsed.GetValue(option)!, out var form) ? form.Value : AnswerForm.Short;

    /// <summary>What lies behind transparent pixels.</summary>
    public static Option<string> Background()
    {
        var option = new Option<string>("--background")
        {
            Description = $"The colour behind transparent pixels: {ImageBackground.Choices}.",
            DefaultValueFactory = _ => ImageBackground.Default,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is var value && !ImageBackground.TryParse(value, out _))
                result.AddError($"--background is \"{value}\"; give {ImageBackground.Choices}.");
        });
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
        // A value that is not a number has its own error.
        if (result.Tokens is [.., var last] && int.TryParse(last.Value, out var number) && number < least)
            result.AddError($"{option.Name} must be at least {least}.");
    });
}
