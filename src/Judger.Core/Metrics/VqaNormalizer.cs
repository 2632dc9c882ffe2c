namespace Judger.Core.Metrics;

/// <summary>The normal form in which VQA compares answers (GT-Vision-Lab/VQA, vqaEval.py), its oddities included.</summary>
public static class VqaNormalizer
{
    private const string Punctuation = ";/[]\"{}()=+\\_-><@`,?!";

    // The official code passes re.UNICODE, which is 32, where re.sub takes the number of replacements.
    private const int MostPeriods = 32;

    private static readonly Dictionary<string, string> Numbers = "zero one two three four five six seven eight nine ten".Split(' ')
        .Select((word, number) => (Word: word, Digits: $"{number}"))
        .Append((Word: "none", Digits: "0"))
        .ToDictionary(pair => pair.Word, pair => pair.Digits, StringComparer.Ordinal);

    /// <summary>
    /// The normal form: punctuation deleted or replaced by spaces, periods before anything but a digit deleted (the first 32), lower case, number words as
    /// digits, articles dropped, contractions with their apostrophes, one space between words.
    /// </summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = WithoutPeriods(WithoutPunctuation(text)).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => Numbers.GetValueOrDefault(word, word))
            .Where(word => word is not ("a" or "an" or "the"))
            .Select(word => VqaContractions.Map.GetValueOrDefault(word, word));
        return string.Join(' ', words);
    }

    // Where a mark is deleted and where it becomes a space is decided by the whole text as it came: "a- b-c" becomes "a bc".
    private static string WithoutPunctuation(string text)
    {
        var hasThousands = HasThousands(text);
        var result = text;
        foreach (var mark in Punctuation)
        {
            if (!text.Contains(mark, StringComparison.Ordinal)) continue;
            var isDeleted = hasThousands || text.Contains($"{mark} ", StringComparison.Ordinal) || text.Contains($" {mark}", StringComparison.Ordinal);
            result = result.Replace(mark.ToString(), isDeleted ? "" : " ", StringComparison.Ordinal);
        }

        return result;
    }

    private static bool HasThousands(string text)
    {
        for (var at = 1; at < text.Length - 1; at++)
            if (text[at] == ',' && char.IsDigit(text[at - 1]) && char.IsDigit(text[at + 1])) return true;
        return false;
    }

    private static string WithoutPeriods(string text)
    {
        var kept = new List<char>(text.Length);
        var deleted = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var isPeriod = text[at] == '.' && (at + 1 == text.Length || !char.IsDigit(text[at + 1]));
            if (isPeriod && deleted < MostPeriods) deleted++;
            else kept.Add(text[at]);
        }

        return new([.. kept]);
    }
}
