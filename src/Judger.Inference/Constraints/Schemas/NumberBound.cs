using System.Globalization;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>A bound of a number that is not negative, digit by digit.</summary>
internal sealed class NumberBound
{
    private readonly string _whole;
    private readonly string _fraction;
    private readonly bool _isExclusive;

    public NumberBound(decimal value, bool isExclusive)
    {
        // Without zeros at the end, so that a digit that is left is none.
        var text = value.ToString("0.############################", CultureInfo.InvariantCulture).Split('.');
        (_whole, _fraction, _isExclusive) = (text[0], text.Length > 1 ? text[1] : "", isExclusive);
    }

    public int Digits => _whole.Length + _fraction.Length;

    public int FractionDigits => _fraction.Length;

    /// <summary>How a number stands to the bound, -1 to 1, after a further digit before the point.</summary>
    public int AfterWhole(int order, int read, int digit) =>
        read >= _whole.Length ? 1 : order != 0 ? order : digit.CompareTo(_whole[read] - '0');

    /// <summary>How it stands when there are no more digits before the point.</summary>
    public int AtPoint(int order, int read) => read < _whole.Length ? -1 : order;

    /// <summary>How it stands after a further digit behind the point.</summary>
    public int AfterFraction(int order, int read, int digit) =>
        order != 0 ? order : digit.CompareTo(read < _fraction.Length ? _fraction[read] - '0' : 0);

    /// <summary>Whether a number that ends here is on a side of the bound, 1 for above and -1 for below.</summary>
    public bool Allows(int side, int order, int fractionRead)
    {
        if (order == 0 && fractionRead < _fraction.Length) order = -1;
        return order == side || (order == 0 && !_isExclusive);
    }
}
