using System.Globalization;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Numbers as Python has them: a boolean is one, and a float is written with the fewest digits that mean it.</summary>
internal static class Numbers
{
    private const double LeastWithExponent = 1e16;
    private const double MostWithExponent = 1e-4;
    private const int MostDigits = 16;

    /// <summary>The number that a value is, if it is one.</summary>
    public static bool TryGet(object? value, out double number)
    {
        (var isNumber, number) = value switch
        {
            long integer => (true, integer),
            double real => (true, real),
            bool flag => (true, flag ? 1 : 0),
            _ => (false, 0.0),
        };
        return isNumber;
    }

    /// <summary>The whole number that a value is, if it is one.</summary>
    public static bool TryGetInteger(object? value, out long number)
    {
        (var isNumber, number) = value switch
        {
            long integer => (true, integer),
            bool flag => (true, flag ? 1 : 0),
            _ => (false, 0L),
        };
        return isNumber;
    }

    /// <summary>A float as Python writes it.</summary>
    public static string Text(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        var size = Math.Abs(value);
        if (size is >= LeastWithExponent or (> 0 and < MostWithExponent)) return Exponent(Shortest(value));
        var plain = value.ToString("R", CultureInfo.InvariantCulture);
        if (plain.Contains('E', StringComparison.Ordinal)) plain = ((decimal)value).ToString(CultureInfo.InvariantCulture);
        return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
    }

    // With an exponent, and as few digits as mean the same number.
    private static string Shortest(double value)
    {
        var digits = 0;
        while (digits < MostDigits && double.Parse(Write(), CultureInfo.InvariantCulture) != value) digits++;
        return Write();

        string Write() => value.ToString($"E{digits}", CultureInfo.InvariantCulture);
    }

    // 1E+16 of .NET is 1e+16 of Python, which gives an exponent at least two digits.
    private static string Exponent(string text)
    {
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = text[..at];
        if (mantissa.Contains('.', StringComparison.Ordinal)) mantissa = mantissa.TrimEnd('0').TrimEnd('.');
        var exponent = int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }
}
