namespace Judger.Core.Metrics;

/// <summary>Reads yes or no from a reply as POPE does (AoiDragon/POPE, evaluate.py).</summary>
public static class PopeAnswer
{
    /// <summary>
    /// False when the text before the first period has the word No, not or no, commas aside; true for everything else, the empty reply included.
    /// </summary>
    public static bool IsYes(string reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var period = reply.IndexOf('.', StringComparison.Ordinal);
        var sentence = period < 0 ? reply : reply[..period];
        return !sentence.Replace(",", "", StringComparison.Ordinal).Split(' ').Any(word => word is "No" or "not" or "no");
    }
}
