using System.Globalization;

namespace Judger.Protocol;

/// <summary>How exactly numbers are written. More digits than these say nothing about a question, and make its record several times as long.</summary>
public static class Precision
{
    private const int MapDigits = 5;
    private const int ProbabilityDigits = 6;
    private const int PixelDecimals = 3;

    /// <summary>A value of an attention map, or what follows from it: 5 significant digits.</summary>
    public static double OfMap(double value) => Significant(value, MapDigits);

    /// <summary>A probability or its logarithm: 6 significant digits, as many as 32-bit floating point has.</summary>
    public static double OfProbability(double value) => Significant(value, ProbabilityDigits);

    /// <summary>A place in pixels: a thousandth.</summary>
    public static double OfPixels(double value) => Math.Round(value, PixelDecimals);

    /// <summary>A time, in milliseconds to a hundredth.</summary>
    public static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);

    /// <summary>A moment, to the millisecond.</summary>
    public static DateTimeOffset OfMoment(DateTimeOffset moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMillisecond));

    /// <summary>An answer's probabilities, all of them.</summary>
    public static ModelAnswer Of(ModelAnswer answer) => answer with
    {
        MeanLogProbability = OfProbability(answer.MeanLogProbability),
        Tokens = answer.Tokens is { } tokens ? [.. tokens.Select(Of)] : null,
    };

    /// <summary>A token's probability, and those of the tokens beside it.</summary>
    public static AnswerToken Of(AnswerToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token with
        {
            LogProbability = OfProbability(token.LogProbability),
            Top = token.Top is { } top ? [.. top.Select(Of)] : null,
        };
    }

    /// <summary>A judgment's probability.</summary>
    public static Judgment Of(Judgment judgment) =>
        judgment.Probability is { } probability ? judgment with { Probability = OfProbability(probability) } : judgment;

    private static double Significant(double value, int digits) =>
        double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
