using System.Buffers;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>What can be done with marked texts: every character that is kept keeps its mark, and what it becomes has it too.</summary>
internal static class Texts
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\u001C\u001D\u001E\u0085\u2028\u2029");

    public static MarkedText Join(TemplateRun run, params ReadOnlySpan<MarkedText> texts)
    {
        var length = 0L;
        foreach (var text in texts) length += text.Length;
        run.Make(length);
        var joined = new MarkedTextBuilder();
        foreach (var text in texts) joined.Append(text);
        return joined.ToText();
    }

    public static MarkedText Repeat(TemplateRun run, MarkedText text, long times)
    {
        if (times <= 0 || text.Length == 0) return MarkedText.Empty;
        var length = (Int128)text.Length * times;
        run.Make(length > long.MaxValue ? long.MaxValue : (long)length);
        var repeated = new MarkedTextBuilder();
        for (var i = 0L; i < times; i++) repeated.Append(text);
        return repeated.ToText();
    }

    /// <summary>White space as Python strips it.</summary>
    public static bool IsSpace(char letter) => char.IsWhiteSpace(letter) || letter is >= '\u001C' and <= '\u001F';

    public static MarkedText Trim(TemplateRun run, MarkedText text, string? letters, bool begin = true, bool end = true)
    {
        var (from, to) = (0, text.Length);
        run.Look(text.Length * (long)Math.Min(letters?.Length ?? 1, 64));
        while (begin && from < to && IsTrimmed(text.Value[from])) from++;
        while (end && to > from && IsTrimmed(text.Value[to - 1])) to--;
        return text.Slice(from, to - from);

        bool IsTrimmed(char letter) => letters is null ? IsSpace(letter) : letters.Contains(letter, StringComparison.Ordinal);
    }

    public static MarkedText Replace(TemplateRun run, MarkedText text, MarkedText old, MarkedText by, long most)
    {
        Operators.LookFor(run, text, old);
        if (most < 0) most = long.MaxValue;
        var replaced = new MarkedTextBuilder();
        var from = 0;
        if (old.Length == 0)
        {
            // Between all letters, as Python does.
            for (; from < text.Length && most > 0; from++, most--) Add(by, text.Slice(from, 1));
            if (most > 0) Add(text.Slice(from), by);
            else Add(text.Slice(from), MarkedText.Empty);
            return replaced.ToText();
        }

        for (; most > 0; most--)
        {
            var at = text.Value.IndexOf(old.Value, from, StringComparison.Ordinal);
            if (at < 0) break;
            Add(text.Slice(from, at - from), by);
            from = at + old.Length;
        }

        if (from == 0) return text;
        Add(text.Slice(from), MarkedText.Empty);
        return replaced.ToText();

        void Add(MarkedText first, MarkedText second)
        {
            run.Make(first.Length + second.Length);
            replaced.Append(first).Append(second);
        }
    }

    /// <summary>Changes letters one by one; a letter for which nothing is given stays.</summary>
    public static MarkedText Change(TemplateRun run, MarkedText text, Func<char, string?> change)
    {
        run.Make(text.Length);
        var changed = new MarkedTextBuilder();
        var from = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (change(text.Value[at]) is not { } other) continue;
            run.Make(other.Length);
            changed.Append(text.Slice(from, at - from)).Append(other, isGiven: !text.IsOwn(at, at + 1));
            from = at + 1;
        }

        return from == 0 ? text : changed.Append(text.Slice(from)).ToText();
    }

    public static MarkedText Upper(TemplateRun run, MarkedText text) => Change(run, text, letter =>
        char.ToUpperInvariant(letter) != letter || letter == 'ß' ? UpperOf(letter) : null);

    public static MarkedText Lower(TemplateRun run, MarkedText text) =>
        Change(run, text, letter => char.ToLowerInvariant(letter) is var lower && lower != letter ? lower.ToString() : null);

    public static MarkedText Capitalize(TemplateRun run, MarkedText text) => text.Length == 0
        ? text
        : Join(run, Upper(run, text.Slice(0, 1)), Lower(run, text.Slice(1)));

    /// <summary>A capital at the beginning of each word.</summary>
    /// <param name="run">The rendering.</param>
    /// <param name="text">The text.</param>
    /// <param name="isWordBegin">Whether a word begins behind a letter.</param>
    public static MarkedText Title(TemplateRun run, MarkedText text, Func<char, bool> isWordBegin)
    {
        run.Make(text.Length);
        var titled = new MarkedTextBuilder();
        var begins = true;
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text.Value[at];
            var other = begins ? UpperOf(letter) : char.ToLowerInvariant(letter).ToString();
            titled.Append(other, isGiven: !text.IsOwn(at, at + 1));
            begins = isWordBegin(letter);
        }

        return titled.ToText();
    }

    public static ListValue Split(TemplateRun run, MarkedText text, MarkedText? separator, long most)
    {
        if (most < 0) most = long.MaxValue;
        var parts = new List<object?>();
        if (separator is null)
        {
            run.Make(text.Length);
            var at = 0;
            while (true)
            {
                while (at < text.Length && IsSpace(text.Value[at])) at++;
                if (at == text.Length) break;
                var begin = at;
                if (parts.Count >= most)
                {
                    Add(text.Slice(begin));
                    break;
                }

                while (at < text.Length && !IsSpace(text.Value[at])) at++;
                Add(text.Slice(begin, at - begin));
            }

            return new(parts);
        }

        if (separator.Length == 0) throw run.Error("a text cannot be split at nothing");
        Operators.LookFor(run, text, separator);
        run.Make(text.Length);
        var from = 0;
        while (parts.Count < most)
        {
            var at = text.Value.IndexOf(separator.Value, from, StringComparison.Ordinal);
            if (at < 0) break;
            Add(text.Slice(from, at - from));
            from = at + separator.Length;
        }

        Add(text.Slice(from));
        return new(parts);

        void Add(MarkedText part)
        {
            run.Step();
            parts.Add(part);
        }
    }

    public static ListValue SplitFromEnd(TemplateRun run, MarkedText text, MarkedText? separator, long most)
    {
        if (most < 0) return Split(run, text, separator, most);
        if (separator is null) throw run.Error("rsplit needs a separator where it has a limit");
        if (separator.Length == 0) throw run.Error("a text cannot be split at nothing");
        Operators.LookFor(run, text, separator);
        run.Make(text.Length);
        var parts = new List<object?>();
        var end = text.Length;
        while (parts.Count < most)
        {
            var at = end == 0 ? -1 : text.Value.LastIndexOf(separator.Value, end - 1, StringComparison.Ordinal);
            if (at < 0) break;
            run.Step();
            parts.Add(text.Slice(at + separator.Length, end - at - separator.Length));
            end = at;
        }

        parts.Add(text.Slice(0, end));
        parts.Reverse();
        return new(parts);
    }

    public static ListValue Lines(TemplateRun run, MarkedText text, bool keepEnds)
    {
        run.Make(text.Length);
        var lines = new List<object?>();
        for (var from = 0; from < text.Length;)
        {
            var end = text.Value.AsSpan(from).IndexOfAny(LineEnds);
            var next = end < 0 ? text.Length : from + end + (text.Value.AsSpan(from + end).StartsWith("\r\n") ? 2 : 1);
            run.Step();
            lines.Add(text.Slice(from, keepEnds || end < 0 ? next - from : end));
            from = next;
        }

        return new(lines);
    }

    private static string UpperOf(char letter) => letter == 'ß' ? "SS" : char.ToUpperInvariant(letter).ToString();
}
