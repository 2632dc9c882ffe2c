using Judger.Core.Prompts.Templates.Evaluation;
using Judger.Core.Prompts.Templates.Syntax;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates;

/// <summary>
/// A checkpoint's chat template: the subset of Jinja 3.1 that transformers' templates are written in, with its settings (<c>trim_blocks</c>,
/// <c>lstrip_blocks</c>, an immutable sandbox) and its additions (<c>generation</c>, <c>break</c>, <c>raise_exception</c>, <c>strftime_now</c>,
/// <c>tojson</c>). It is not trusted: whatever it says, it ends within its <see cref="TemplateLimits"/>. Safe for several threads at once.
/// </summary>
public sealed class ChatTemplate
{
    private readonly SourceText _source;
    private readonly IReadOnlyList<Statement> _statements;
    private readonly TemplateLimits _limits;

    private ChatTemplate(SourceText source, IReadOnlyList<Statement> statements, TemplateLimits limits) =>
        (_source, _statements, _limits) = (source, statements, limits);

    /// <summary>Reads a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="limits">What it may use up. Default: <see cref="TemplateLimits.Default"/>.</param>
    /// <exception cref="TemplateException">It is too long, not a template, or has what is not supported.</exception>
    public static ChatTemplate Parse(string source, TemplateLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        limits ??= TemplateLimits.Default;
        if (source.Length > limits.Source) throw new TemplateException($"the template has {source.Length} characters, {limits.Source} are read", 1, 1);
        var text = new SourceText(source);
        return new(text, Parser.Parse(text, limits.Depth), limits);
    }

    /// <summary>Writes a conversation, and opens the assistant's next turn.</summary>
    /// <param name="turns">The turns. Their text keeps its mark in the output (<see cref="MarkedText.Given"/>).</param>
    /// <param name="form">The form in which the template takes what turns say.</param>
    /// <param name="image">How an image is written in a text.</param>
    /// <param name="tokens">Special tokens by the names that templates have for them, such as <c>bos_token</c>.</param>
    /// <param name="time">The clock, for templates that write the date.</param>
    /// <exception cref="TemplateException">The template refuses the conversation, fails, or uses more than its limits.</exception>
    public MarkedText Render(
        IReadOnlyList<PromptTurn> turns, ContentForm form, ImageMark image, IReadOnlyDictionary<string, string> tokens, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(tokens);
        var variables = tokens.ToDictionary(token => token.Key, token => (object?)MarkedText.Of(token.Value), StringComparer.Ordinal);
        variables["messages"] = ListValue.Of(turns.Select(turn => Message(turn, form, image)));
        variables["add_generation_prompt"] = true;
        variables["tools"] = variables["documents"] = null;
        return Render(variables, turns.Sum(turn => (long)turn.Text.Length), time);
    }

    /// <summary>Renders with variables.</summary>
    /// <param name="variables">Values by name.</param>
    /// <param name="given">Characters of the conversation.</param>
    /// <param name="time">The clock.</param>
    internal MarkedText Render(IReadOnlyDictionary<string, object?> variables, long given = 0, TimeProvider? time = null)
    {
        var run = new TemplateRun(_source, _limits, given, time ?? TimeProvider.System);
        var scope = new Scope();
        foreach (var (name, value) in variables) scope.Set(name, value);
        var output = new MarkedTextBuilder();
        new Interpreter(run).Execute(_statements, scope, output);
        return output.ToText();
    }

    private static MapValue Message(PromptTurn turn, ContentForm form, ImageMark image)
    {
        var isText = form == ContentForm.Text || (form == ContentForm.PartsOfUser && turn.Role != PromptRole.User);
        return MapValue.Of(
            ("role", MarkedText.Of(turn.Role switch
            {
                PromptRole.System => "system",
                PromptRole.User => "user",
                _ => "assistant",
            })),
            ("content", isText ? Text(turn, image) : ListValue.Of(turn.Parts.Select(Part))));
    }

    private static MapValue Part(PromptPart part) => part is PromptPart.Text text
        ? MapValue.Of(("type", MarkedText.Of("text")), ("text", MarkedText.FromConversation(text.Value)))
        : MapValue.Of(("type", MarkedText.Of("image")));

    private static MarkedText Text(PromptTurn turn, ImageMark image)
    {
        var text = new MarkedTextBuilder();
        foreach (var part in turn.Parts)
        {
            if (part is PromptPart.Text words) text.Append(words.Value, isGiven: true);
            else text.Append(image.InText);
        }

        return text.ToText();
    }
}
