using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Filters that make texts.</summary>
internal static class TextFilters
{
    public static IReadOnlyDictionary<string, Func<object?, CallArguments, object?>> All { get; } =
        new Dictionary<string, Func<object?, CallArguments, object?>>(StringComparer.Ordinal)
        {
            ["string"] = (value, arguments) => Text(value, arguments.Take("string")),
            ["safe"] = (value, arguments) => Text(value, arguments.Take("safe")),
            ["upper"] = (value, arguments) => Texts.Upper(arguments.Run, Text(value, arguments.Take("upper"))),
            ["lower"] = (value, arguments) => Texts.Lower(arguments.Run, Text(value, arguments.Take("lower"))),
            ["capitalize"] = (value, arguments) => Texts.Capitalize(arguments.Run, Text(value, arguments.Take("capitalize"))),
            ["title"] = (value, arguments) =>
                Texts.Title(arguments.Run, Text(value, arguments.Take("title")), letter => letter is '-' or '(' or '{' or '[' or '<' || Texts.IsSpace(letter)),
            ["trim"] = (value, arguments) => Trim(Text(value, arguments.Take("trim", "chars")), arguments),
            ["replace"] = (value, arguments) => Texts.Replace(
                arguments.Run, Text(value, arguments.Take("replace", "old", "new", "count")), Text(arguments.Require(0), arguments),
                Text(arguments.Require(1), arguments), arguments.Get(2) is null ? -1 : arguments.Integer(2)),
            ["indent"] = (value, arguments) => Indent(Text(value, arguments.Take("indent", "width", "first", "blank")), arguments),
            ["center"] = (value, arguments) => TextMethods.Center(arguments.Run, Text(value, arguments.Take("center", "width")), arguments.Integer(0, 80)),
            ["format"] = (value, arguments) => Formatting.Percent(arguments.Run, Text(value, arguments), new ListValue(arguments.Positional, true)),
            ["truncate"] = (value, arguments) => Truncate(Text(value, arguments.Take("truncate", "length", "killwords", "end", "leeway")), arguments),
            ["wordcount"] = (value, arguments) => (long)Texts.Split(arguments.Run, Text(value, arguments.Take("wordcount")), null, -1).Items.Count,
            ["escape"] = Escape,
            ["e"] = Escape,
        };

    private static MarkedText Text(object? value, CallArguments arguments) => Written.Of(arguments.Run, value);

    private static MarkedText Trim(MarkedText text, CallArguments arguments) =>
        Texts.Trim(arguments.Run, text, arguments.Get(0) is null ? null : arguments.Text(0).Value);

    private static MarkedText Escape(object? value, CallArguments arguments) =>
        Texts.Change(arguments.Run, Text(value, arguments.Take("escape")), letter => letter switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '\'' => "&#39;",
            '"' => "&#34;",
            _ => null,
        });

    private static MarkedText Indent(MarkedText text, CallArguments arguments)
    {
        const int widest = 1000;
        var run = arguments.Run;
        var indent = arguments.Get(0, 4L) switch
        {
            MarkedText given => given,
            long width when width <= widest => MarkedText.Of(new(' ', (int)Math.Max(0, width))),
            _ => throw run.Error($"an indent is a text or at most {widest} blanks"),
        };
        var (first, blank) = (arguments.Flag(1), arguments.Flag(2));
        var written = new MarkedTextBuilder();
        run.Make(text.Length);
        for (int from = 0, line = 0; from <= text.Length; line++)
        {
            var end = text.Value.IndexOf('\n', from);
            var next = end < 0 ? text.Length + 1 : end + 1;
            var isBlank = (end < 0 ? text.Length : end) == from;
            if (line == 0 ? first : blank || !isBlank)
            {
                run.Make(indent.Length);
                written.Append(indent);
            }

            written.Append(text.Slice(from, Math.Min(next, text.Length) - from));
            from = next;
        }

        return written.ToText();
    }

    private static MarkedText Truncate(MarkedText text, CallArguments arguments)
    {
        var run = arguments.Run;
        var (length, end, leeway) = (arguments.Integer(0, 255), arguments.Text(2, "..."), arguments.Integer(3, 5));
        if (length < end.Length) throw run.Error("a text is cut to fewer letters than its end has");
        if (Sequences.Length(run, text) <= length + leeway) return text;
        var cut = (MarkedText)Sequences.Slice(run, text, 0L, length - end.Length, null);
        if (!arguments.Flag(1) && cut.Value.LastIndexOf(' ') is >= 0 and var blank) cut = cut.Slice(0, blank);
        return Texts.Join(run, cut, end);
    }
}
