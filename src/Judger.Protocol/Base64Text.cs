namespace Judger.Protocol;

/// <summary>
/// Bytes as base64 text (RFC 4648), read as clients write it: standard or URL-safe, padded or not, with line breaks, or percent-encoded as in a URL.
/// </summary>
public static class Base64Text
{
    private const char Padding = '=';
    private const int Group = 4;
    private const int GroupBytes = 3;

    /// <summary>Reads bytes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The bytes; empty where the text is not base64.</param>
    /// <param name="error">What is wrong and where, as the end of a sentence; null where nothing is.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes, out string? error)
    {
        // As long as it is without white space, which is nearly always: then nothing is copied.
        var padded = text.EndsWith("==") ? 2 : text.EndsWith("=") ? 1 : 0;
        var whole = new byte[Math.Max(0, (text.Length / Group * GroupBytes) - padded)];
        if (Convert.TryFromBase64Chars(text, whole, out var count))
        {
            (bytes, error) = (count == whole.Length ? whole : whole[..count], null);
            return true;
        }

        var plain = text.Contains('%') ? Uri.UnescapeDataString(text) : text;
        var digits = new char[plain.Length + Group];
        var (length, padding) = (0, 0);
        (bytes, error) = ([], null);
        for (var index = 0; index < plain.Length; index++)
        {
            var letter = plain[index];
            if (letter is ' ' or '\t' or '\r' or '\n') continue;
            if (letter == Padding) padding++;
            else if (padding > 0 || Standard(letter) is not { } digit)
            {
                error = $"not valid base64 (character {index + 1})";
                return false;
            }
            else digits[length++] = digit;
        }

        // A group of four digits is three bytes; a single one left over is less than a byte.
        if (length % Group == 1 || padding > 2 || (padding > 0 && (length + padding) % Group != 0))
        {
            error = $"not valid base64 (it is cut off after {length} digits)";
            return false;
        }

        while (length % Group != 0) digits[length++] = Padding;
        bytes = Convert.FromBase64CharArray(digits, 0, length);
        return true;
    }

    private static char? Standard(char letter) => letter switch
    {
        '-' => '+',
        '_' => '/',
        '+' or '/' => letter,
        _ => char.IsAsciiLetterOrDigit(letter) ? letter : null,
    };
}
