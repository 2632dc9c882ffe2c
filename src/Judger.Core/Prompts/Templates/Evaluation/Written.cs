using System.Globalization;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Values as text: as Python's <c>str</c> and <c>repr</c> write them, and as JSON.</summary>
internal static class Written
{
    /// <summary>A value as a template writes it.</summary>
    public static MarkedText Of(TemplateRun run, object? value)
    {
        if (value is MarkedText text) return text;
        if (value is UndefinedValue) return MarkedText.Empty;
        var written = new MarkedTextBuilder();
        Write(run, value, written);
        return written.ToText();
    }

    /// <summary>A value as JSON, as Python's <c>json.dumps</c> writes it.</summary>
    public static MarkedText Json(TemplateRun run, object? value, JsonStyle style)
    {
        var written = new MarkedTextBuilder();
        WriteJson(run, value, style, 0, written);
        return written.ToText();
    }

    private static void Write(TemplateRun run, object? value, MarkedTextBuilder to)
    {
        run.Enter();
        switch (value)
        {
            case MarkedText text: Quote(run, text, to); break;
            case ListValue list:
                Add(list.IsTuple ? "(" : "[");
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (i > 0) Add(", ");
                    Write(run, list.Items[i], to);
                }

                Add(!list.IsTuple ? "]" : list.Items.Count == 1 ? ",)" : ")");
                break;
            case MapValue map:
                Add("{");
                for (var i = 0; i < map.Count; i++)
                {
                    if (i > 0) Add(", ");
                    Write(run, map.Entries[i].Key, to);
                    Add(": ");
                    Write(run, map.Entries[i].Value, to);
                }

                Add("}");
                break;
            case UndefinedValue: Add("Undefined"); break;
            default: Add(Plain(value) ?? throw run.Error($"{Words.Of(value)} cannot be written")); break;
        }

        run.Leave();

        void Add(string text)
        {
            run.Make(text.Length);
            to.Append(text);
        }
    }

    private static string? Plain(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => Numbers.Text(number),
        _ => null,
    };

    private static void Quote(TemplateRun run, MarkedText text, MarkedTextBuilder to)
    {
        var quote = text.Value.Contains('\'', StringComparison.Ordinal) && !text.Value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        run.Make(2);
        to.Append(quote.ToString());
        to.Append(Texts.Change(run, text, letter => letter switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\\' => "\\\\",
            _ when letter == quote => $"\\{letter}",
            < ' ' or (>= '\u007F' and <= '\u00A0') or '\u00AD' => $"\\x{(int)letter:x2}",
            _ when char.GetUnicodeCategory(letter) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned && letter != ' ' => $"\\u{(int)letter:x4}",
            _ => null,
        }));
        to.Append(quote.ToString());
    }

    private static void WriteJson(TemplateRun run, object? value, JsonStyle style, int level, MarkedTextBuilder to)
    {
        run.Enter();
        switch (value)
        {
            case MarkedText text: QuoteJson(run, text, style, to); break;
            case ListValue list: WriteAll('[', ']', list.Items, item => WriteJson(run, item, style, level + 1, to)); break;
            case MapValue map:
                var entries = style.IsSorted ? map.Entries.OrderBy(entry => Key(entry.Key).Value, StringComparer.Ordinal).ToList() : map.Entries;
                WriteAll('{', '}', entries, entry =>
                {
                    QuoteJson(run, Key(entry.Key), style, to);
                    Add(style.KeySeparator);
                    WriteJson(run, entry.Value, style, level + 1, to);
                });
                break;
            case null or bool or long or double: Add(PlainJson(value)); break;
            default: throw run.Error($"{Words.Of(value)} cannot be written as JSON");
        }

        run.Leave();

        void WriteAll<T>(char begin, char end, IReadOnlyList<T> items, Action<T> write)
        {
            Add(begin.ToString());
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0) Add(style.ItemSeparator);
                Break(level + 1);
                write(items[i]);
            }

            if (items.Count > 0) Break(level);
            Add(end.ToString());
        }

        void Break(int levels)
        {
            if (style.Indent is not { } indent) return;
            Add("\n");
            for (var i = 0; i < levels; i++) Add(indent);
        }

        void Add(string text)
        {
            run.Make(text.Length);
            to.Append(text);
        }

        static MarkedText Key(object? key) => key as MarkedText ?? MarkedText.Of(PlainJson(key));
    }

    private static string PlainJson(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double number when double.IsNaN(number) => "NaN",
        double number when double.IsInfinity(number) => number > 0 ? "Infinity" : "-Infinity",
        _ => Plain(value)!,
    };

    private static void QuoteJson(TemplateRun run, MarkedText text, JsonStyle style, MarkedTextBuilder to)
    {
        run.Make(2);
        to.Append("\"");
        to.Append(Texts.Change(run, text, letter => letter switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\b' => "\\b",
            '\f' => "\\f",
            < ' ' => $"\\u{(int)letter:x4}",
            > '~' when style.IsAscii => $"\\u{(int)letter:x4}",
            _ => null,
        }));
        to.Append("\"");
    }
}
