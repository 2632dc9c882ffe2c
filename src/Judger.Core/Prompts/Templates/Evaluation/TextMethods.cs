using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>The methods of Python's texts that templates use.</summary>
internal static class TextMethods
{
    private static readonly Dictionary<string, Func<MarkedText, CallArguments, object?>> ByName = new(StringComparer.Ordinal)
    {
        ["upper"] = (text, arguments) => Texts.Upper(None(arguments, "upper"), text),
        ["lower"] = (text, arguments) => Texts.Lower(None(arguments, "lower"), text),
        ["casefold"] = (text, arguments) => Texts.Lower(None(arguments, "casefold"), text),
        ["capitalize"] = (text, arguments) => Texts.Capitalize(None(arguments, "capitalize"), text),
        ["title"] = (text, arguments) => Texts.Title(None(arguments, "title"), text, letter => !char.IsLetter(letter)),
        ["swapcase"] = (text, arguments) => Texts.Change(
            None(arguments, "swapcase"), text, letter => (char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)).ToString()),
        ["strip"] = (text, arguments) => Strip(text, arguments, "strip", true, true),
        ["lstrip"] = (text, arguments) => Strip(text, arguments, "lstrip", true, false),
        ["rstrip"] = (text, arguments) => Strip(text, arguments, "rstrip", false, true),
        ["split"] = (text, arguments) => Texts.Split(arguments.Run, text, Separator(arguments.Take("split", "sep", "maxsplit")), arguments.Integer(1, -1)),
        ["rsplit"] = (text, arguments) =>
            Texts.SplitFromEnd(arguments.Run, text, Separator(arguments.Take("rsplit", "sep", "maxsplit")), arguments.Integer(1, -1)),
        ["splitlines"] = (text, arguments) => Texts.Lines(arguments.Run, text, arguments.Take("splitlines", "keepends").Flag(0)),
        ["partition"] = (text, arguments) => Partition(text, arguments.Take("partition", "sep"), isLast: false),
        ["rpartition"] = (text, arguments) => Partition(text, arguments.Take("rpartition", "sep"), isLast: true),
        ["replace"] = (text, arguments) =>
            Texts.Replace(arguments.Run, text, arguments.Take("replace", "old", "new", "count").Text(0), arguments.Text(1), arguments.Integer(2, -1)),
        ["startswith"] = (text, arguments) =>
            Part(text, arguments.Take("startswith", "prefix", "start", "end")) is var part
            && Any(arguments, start => part.StartsWith(start, StringComparison.Ordinal)),
        ["endswith"] = (text, arguments) =>
            Part(text, arguments.Take("endswith", "suffix", "start", "end")) is var part
            && Any(arguments, end => part.EndsWith(end, StringComparison.Ordinal)),
        ["removeprefix"] = (text, arguments) => arguments.Take("removeprefix", "prefix").Text(0) is var start
            && text.Value.StartsWith(start.Value, StringComparison.Ordinal) ? text.Slice(start.Length) : text,
        ["removesuffix"] = (text, arguments) => arguments.Take("removesuffix", "suffix").Text(0) is var end
            && text.Value.EndsWith(end.Value, StringComparison.Ordinal) ? text.Slice(0, text.Length - end.Length) : text,
        ["find"] = (text, arguments) => Find(text, arguments.Take("find", "sub", "start", "end"), isLast: false),
        ["rfind"] = (text, arguments) => Find(text, arguments.Take("rfind", "sub", "start", "end"), isLast: true),
        ["index"] = (text, arguments) => Find(text, arguments.Take("index", "sub", "start", "end"), isLast: false) is >= 0L and var place
            ? place
            : throw arguments.Run.Error("the text does not have the part that is looked for"),
        ["count"] = (text, arguments) => Count(text, arguments.Take("count", "sub")),
        ["join"] = (text, arguments) => Join(arguments.Run, text, Sequences.Items(arguments.Run, arguments.Take("join", "iterable").Require(0))),
        ["zfill"] = (text, arguments) => Formatting.Percent(
            arguments.Run, MarkedText.Of($"%0{Width(arguments.Take("zfill", "width"))}s"), ListValue.Tuple(text)),
        ["ljust"] = (text, arguments) => Pad(text, arguments.Take("ljust", "width", "fillchar"), fill => 0),
        ["rjust"] = (text, arguments) => Pad(text, arguments.Take("rjust", "width", "fillchar"), fill => fill),
        ["center"] = (text, arguments) => Pad(text, arguments.Take("center", "width", "fillchar"), fill => (fill / 2) + (fill & (int)arguments.Integer(0) & 1)),
        ["isdigit"] = (text, arguments) => All(text, None(arguments, "isdigit"), char.IsDigit),
        ["isdecimal"] = (text, arguments) => All(text, None(arguments, "isdecimal"), char.IsDigit),
        ["isnumeric"] = (text, arguments) => All(text, None(arguments, "isnumeric"), char.IsNumber),
        ["isalpha"] = (text, arguments) => All(text, None(arguments, "isalpha"), char.IsLetter),
        ["isalnum"] = (text, arguments) => All(text, None(arguments, "isalnum"), letter => char.IsLetter(letter) || char.IsNumber(letter)),
        ["isspace"] = (text, arguments) => All(text, None(arguments, "isspace"), Texts.IsSpace),
        ["isupper"] = (text, arguments) => IsCase(text, None(arguments, "isupper"), char.IsLower, char.IsUpper),
        ["islower"] = (text, arguments) => IsCase(text, None(arguments, "islower"), char.IsUpper, char.IsLower),
        ["format"] = (text, arguments) => Braces(text, arguments),
    };

    /// <summary>A method of a text; null where templates have none of that name.</summary>
    public static CallableValue? Of(MarkedText text, string name) =>
        ByName.TryGetValue(name, out var method) ? new(name, arguments => method(text, arguments)) : null;

    /// <summary>Texts one behind the other, with one between.</summary>
    public static MarkedText Join(TemplateRun run, MarkedText between, IReadOnlyList<object?> items, bool isStrict = true)
    {
        var joined = new MarkedTextBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            if (isStrict && items[i] is not MarkedText) throw run.Error($"{Words.Of(items[i])} cannot be joined to a text");
            var text = Written.Of(run, items[i]);
            run.Make(text.Length + between.Length);
            if (i > 0) joined.Append(between);
            joined.Append(text);
        }

        return joined.ToText();
    }

    /// <summary>A text with blanks around it.</summary>
    public static MarkedText Center(TemplateRun run, MarkedText text, long width) =>
        Pad(text, new CallArguments(run, [width], []).Take("center", "width", "fillchar"), fill => (fill / 2) + (fill & (int)width & 1));

    private static TemplateRun None(CallArguments arguments, string name) => arguments.Take(name).Run;

    private static MarkedText Strip(MarkedText text, CallArguments arguments, string name, bool begin, bool end)
    {
        var letters = arguments.Take(name, "chars").Get(0);
        return letters is null or MarkedText
            ? Texts.Trim(arguments.Run, text, (letters as MarkedText)?.Value, begin, end)
            : throw arguments.Run.Error($"{name} needs a text of letters");
    }

    private static MarkedText? Separator(CallArguments arguments) => arguments.Get(0) is null ? null : arguments.Text(0);

    private static string Part(MarkedText text, CallArguments arguments)
    {
        if (!arguments.Has(1) && !arguments.Has(2)) return text.Value;
        return ((MarkedText)Sequences.Slice(arguments.Run, text, arguments.Get(1), arguments.Get(2), null)).Value;
    }

    private static bool Any(CallArguments arguments, Func<string, bool> matches)
    {
        arguments.Run.Step();
        return arguments.Require(0) is ListValue { IsTuple: true } several
            ? several.Items.Any(item => item is MarkedText text && matches(text.Value))
            : matches(arguments.Text(0).Value);
    }

    // In characters of the whole text, as Python counts them.
    private static long Find(MarkedText text, CallArguments arguments, bool isLast)
    {
        var (run, part) = (arguments.Run, arguments.Text(0));
        Operators.LookFor(run, text, part);
        var begin = arguments.Integer(1, 0);
        if (begin < 0) begin = Math.Max(0, begin + Sequences.Length(run, text));
        var within = (MarkedText)Sequences.Slice(run, text, begin, arguments.Get(2), null);
        var at = isLast ? within.Value.LastIndexOf(part.Value, StringComparison.Ordinal) : within.Value.IndexOf(part.Value, StringComparison.Ordinal);
        return at < 0 ? -1 : begin + Sequences.Length(run, within.Slice(0, at));
    }

    private static long Count(MarkedText text, CallArguments arguments)
    {
        var part = arguments.Text(0);
        Operators.LookFor(arguments.Run, text, part);
        if (part.Length == 0) return Sequences.Length(arguments.Run, text) + 1;
        var count = 0L;
        for (var at = text.Value.IndexOf(part.Value, StringComparison.Ordinal); at >= 0; count++)
            at = text.Value.IndexOf(part.Value, at + part.Length, StringComparison.Ordinal);
        return count;
    }

    private static ListValue Partition(MarkedText text, CallArguments arguments, bool isLast)
    {
        var part = arguments.Text(0);
        if (part.Length == 0) throw arguments.Run.Error("a text cannot be split at nothing");
        Operators.LookFor(arguments.Run, text, part);
        arguments.Run.Make(text.Length);
        var at = isLast ? text.Value.LastIndexOf(part.Value, StringComparison.Ordinal) : text.Value.IndexOf(part.Value, StringComparison.Ordinal);
        if (at >= 0) return ListValue.Tuple(text.Slice(0, at), text.Slice(at, part.Length), text.Slice(at + part.Length));
        return isLast ? ListValue.Tuple(MarkedText.Empty, MarkedText.Empty, text) : ListValue.Tuple(text, MarkedText.Empty, MarkedText.Empty);
    }

    private static long Width(CallArguments arguments)
    {
        var width = arguments.Integer(0);
        return width <= 1000 ? Math.Max(0, width) : throw arguments.Run.Error("the width is above 1000");
    }

    private static MarkedText Pad(MarkedText text, CallArguments arguments, Func<int, int> before)
    {
        var run = arguments.Run;
        var fill = arguments.Text(1, " ");
        if (fill.Length != 1) throw run.Error("a text is padded with one letter");
        var missing = arguments.Integer(0) - Sequences.Length(run, text);
        if (missing <= 0) return text;
        run.Make(missing);
        var left = before((int)missing);
        return Texts.Join(run, MarkedText.Of(new(fill.Value[0], left)), text, MarkedText.Of(new(fill.Value[0], (int)missing - left)));
    }

    private static bool All(MarkedText text, TemplateRun run, Func<char, bool> test)
    {
        run.Look(text.Length);
        return text.Length > 0 && text.Value.All(test);
    }

    private static bool IsCase(MarkedText text, TemplateRun run, Func<char, bool> other, Func<char, bool> wanted)
    {
        run.Look(text.Length);
        return text.Value.Any(wanted) && !text.Value.Any(other);
    }

    // Fields by place or name, without attributes and formats.
    private static MarkedText Braces(MarkedText text, CallArguments arguments)
    {
        var (run, written, next) = (arguments.Run, new MarkedTextBuilder(), 0);
        for (var at = 0; at < text.Length;)
        {
            var brace = text.Value.AsSpan(at).IndexOfAny('{', '}');
            Add(text.Slice(at, brace < 0 ? text.Length - at : brace));
            if (brace < 0) break;
            at += brace;
            if (at + 1 < text.Length && text.Value[at + 1] == text.Value[at])
            {
                Add(text.Slice(at, 1));
                at += 2;
                continue;
            }

            var end = text.Value[at] == '{' ? text.Value.IndexOf('}', at) : -1;
            if (end < 0) throw run.Error("a format has a brace without its other half");
            var name = text.Value[(at + 1)..end];
            var isPlace = int.TryParse(name.Length == 0 ? $"{next++}" : name, out var place);
            var isThere = isPlace ? place < arguments.Positional.Count : arguments.Named.Any(argument => argument.Key == name);
            if (!isThere) throw run.Error($"a format has a field '{name}' that is not given or not supported");
            Add(Written.Of(run, isPlace ? arguments.Positional[place] : arguments.Named.First(argument => argument.Key == name).Value));
            at = end + 1;
        }

        return written.ToText();

        void Add(MarkedText part)
        {
            run.Make(part.Length);
            written.Append(part);
        }
    }
}
