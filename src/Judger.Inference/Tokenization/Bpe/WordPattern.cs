using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Judger.Inference.Tokenization.Bpe;

/// <summary>
/// A regular expression over characters as Unicode counts them. .NET's expressions see a character beyond U+FFFF as two surrogates, which are neither letters
/// nor digits, so such a character is matched as one of its category that is a single unit.
/// </summary>
internal sealed class WordPattern
{
    // A pattern comes with a checkpoint, whoever wrote that, and texts come from anywhere.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<UnicodeCategory, char> StandIns = new()
    {
        [UnicodeCategory.UppercaseLetter] = '\u0100',
        [UnicodeCategory.LowercaseLetter] = '\u0101',
        [UnicodeCategory.TitlecaseLetter] = '\u01C5',
        [UnicodeCategory.ModifierLetter] = '\u02B0',
        [UnicodeCategory.OtherLetter] = '\u05D0',
        [UnicodeCategory.NonSpacingMark] = '\u0300',
        [UnicodeCategory.SpacingCombiningMark] = '\u0903',
        [UnicodeCategory.EnclosingMark] = '\u0488',
        [UnicodeCategory.DecimalDigitNumber] = '\u0660',
        [UnicodeCategory.LetterNumber] = '\u2160',
        [UnicodeCategory.OtherNumber] = '\u00B2',
        [UnicodeCategory.ConnectorPunctuation] = '\u203F',
        [UnicodeCategory.DashPunctuation] = '\u2010',
        [UnicodeCategory.OpenPunctuation] = '\u2045',
        [UnicodeCategory.ClosePunctuation] = '\u2046',
        [UnicodeCategory.InitialQuotePunctuation] = '\u2039',
        [UnicodeCategory.FinalQuotePunctuation] = '\u203A',
        [UnicodeCategory.OtherPunctuation] = '\u2020',
        [UnicodeCategory.MathSymbol] = '\u2200',
        [UnicodeCategory.CurrencySymbol] = '\u20AC',
        [UnicodeCategory.ModifierSymbol] = '\u02C2',
        [UnicodeCategory.OtherSymbol] = '\u2100',
        [UnicodeCategory.Format] = '\u200B',
        [UnicodeCategory.PrivateUse] = '\uE000',
    };

    private readonly Regex _regex;

    /// <exception cref="ArgumentException">It is not a regular expression.</exception>
    public WordPattern(string pattern) => _regex = new(pattern, RegexOptions.CultureInvariant, Limit);

    /// <summary>The places where the expression matches, as units of the text; empty matches are left out.</summary>
    public IEnumerable<(int Start, int End)> Matches(string text)
    {
        var units = text.Any(char.IsSurrogate) ? new List<int>() : null;
        var seen = units is null ? text : StandIn(text, units);
        foreach (Match match in _regex.Matches(seen))
        {
            if (match.Length == 0) continue;
            var end = match.Index + match.Length;
            yield return units is null ? (match.Index, end) : (units[match.Index], units[end]);
        }
    }

    private static string StandIn(string text, List<int> units)
    {
        var (seen, at) = (new StringBuilder(text.Length), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            seen.Append(rune.IsBmp ? (char)rune.Value : StandIns.GetValueOrDefault(Rune.GetUnicodeCategory(rune), '\u0378'));
            units.Add(at);
            at += rune.Utf16SequenceLength;
        }

        units.Add(at);
        return seen.ToString();
    }
}
