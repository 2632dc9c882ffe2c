using System.CommandLine;
using System.Globalization;
using Judger.Experts.OpenAI;

namespace Judger.Cli.Commands;

/// <summary>Options for what is sent to an expert with each request. <c>none</c> leaves a parameter out, and the server's own default holds.</summary>
/// <param name="prefix">What the options' names begin with.</param>
internal sealed class ExpertParameters(string prefix)
{
    private const string None = "none";

    private readonly Option<string> _maxTokens = Create(
        $"{prefix}max-tokens", "Most tokens of one judgment, thoughts included: 16 to 16384, or none to send no limit.", "512", "a whole number",
        text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _));

    private readonly Option<string> _temperature = Create(
        $"{prefix}temperature", "The expert's sampling temperature: 0 to 2, or none to send none.", "0", "a number",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    public IEnumerable<Option> All => [_maxTokens, _temperature];

    /// <summary>Puts the values that were given into an expert's options.</summary>
    public OpenAIExpertOptions Apply(ParseResult parsed, OpenAIExpertOptions expert)
    {
        expert.MaxTokens = Given(parsed, _maxTokens) is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) : null;
        expert.Temperature = Given(parsed, _temperature) is { } temperature ? double.Parse(temperature, CultureInfo.InvariantCulture) : null;
        return expert;
    }

    private static Option<string> Create(string name, string description, string value, string what, Func<string, bool> isValid)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>() ?? "";
            if (!IsNone(text) && !isValid(text)) result.AddError($"{name} is \"{text}\"; give {what}, or none.");
        });
        return option;
    }

    private static string? Given(ParseResult parsed, Option<string> option) => parsed.GetValue(option) is { } text && !IsNone(text) ? text : null;

    private static bool IsNone(string text) => text.Equals(None, StringComparison.OrdinalIgnoreCase);
}
