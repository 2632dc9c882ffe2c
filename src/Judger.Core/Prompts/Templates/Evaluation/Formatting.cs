using System.Globalization;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Python's <c>%</c> on texts, for texts and numbers.</summary>
internal static class Formatting
{
    private const int WidestField = 1000;

    public static MarkedText Percent(TemplateRun run, MarkedText format, object? values)
    {
        IReadOnlyList<object?> given = values is ListValue { IsTuple: true } tuple ? tuple.Items : [values];
        var (written, next) = (new MarkedTextBuilder(), 0);
        for (var at = 0; at < format.Length;)
        {
            var field = format.Value.IndexOf('%', at);
            Add(format.Slice(at, (field < 0 ? format.Length : field) - at));
            if (field < 0) break;
            at = field + 1;
            var (flags, width, precision) = ("", 0, -1);
            while (Letter() is '-' or '+' or ' ' or '0' or '#') flags += format.Value[at++];
            width = Number();
            if (Letter() == '.')
            {
                at++;
                precision = Number();
            }

            var kind = Letter() ?? throw run.Error("a format ends within a field");
            at++;
            if (kind == '%') Add(MarkedText.Of("%"));
            else if (next >= given.Count) throw run.Error("a format has more fields than values");
            else Add(Padded(run, Field(run, kind, given[next++], flags, precision), flags, width));

            char? Letter() => at < format.Length ? format.Value[at] : null;

            int Number()
            {
                var number = 0;
                while (Letter() is >= '0' and <= '9' and var digit)
                {
                    number = (number * 10) + digit - '0';
                    if (number > WidestField) throw run.Error($"a field is wider than {WidestField}");
                    at++;
                }

                return number;
            }
        }

        return next < given.Count && values is not MapValue ? throw run.Error("a format has fewer fields than values") : written.ToText();

        void Add(MarkedText text)
        {
            run.Make(text.Length);
            written.Append(text);
        }
    }

    private static MarkedText Field(TemplateRun run, char kind, object? value, string flags, int precision)
    {
        switch (kind)
        {
            case 's':
                var text = Written.Of(run, value);
                return precision >= 0 && precision < text.Length ? text.Slice(0, precision) : text;
            case 'd' or 'i' or 'u' when Numbers.TryGet(value, out var number) && Math.Abs(number) < long.MaxValue:
                return Signed(((long)number).ToString(CultureInfo.InvariantCulture), flags);
            case 'f' or 'F' when Numbers.TryGet(value, out var number):
                return Signed(number.ToString($"F{(precision < 0 ? 6 : Math.Min(precision, 99))}", CultureInfo.InvariantCulture), flags);
            case 'c' when value is MarkedText { Length: 1 } letter:
                return letter;
            case 'x' when Numbers.TryGetInteger(value, out var integer) && integer >= 0:
                return MarkedText.Of(integer.ToString("x", CultureInfo.InvariantCulture));
            default:
                throw run.Error($"the field %{kind} is not possible with {Words.Of(value)}");
        }
    }

    private static MarkedText Signed(string number, string flags)
    {
        if (number.StartsWith('-')) return MarkedText.Of(number);
        return MarkedText.Of((flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "") + number);
    }

    private static MarkedText Padded(TemplateRun run, MarkedText text, string flags, int width)
    {
        if (text.Length >= width) return text;
        var fill = width - text.Length;
        if (flags.Contains('-', StringComparison.Ordinal)) return Texts.Join(run, text, MarkedText.Of(new(' ', fill)));
        if (!flags.Contains('0', StringComparison.Ordinal)) return Texts.Join(run, MarkedText.Of(new(' ', fill)), text);
        var sign = text.Value[0] is '-' or '+' or ' ' ? 1 : 0;
        return Texts.Join(run, text.Slice(0, sign), MarkedText.Of(new('0', fill)), text.Slice(sign));
    }
}
