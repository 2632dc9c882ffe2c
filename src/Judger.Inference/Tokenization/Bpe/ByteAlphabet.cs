using System.Text;

namespace Judger.Inference.Tokenization.Bpe;

/// <summary>
/// The letters that stand for bytes in a byte-level vocabulary (GPT-2): bytes that are visible in Latin-1 stand for themselves, the others are numbered from
/// U+0100 on.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Letters = CreateLetters();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(value => Letters[value], value => (byte)value);

    /// <summary>The letters of the bytes 0 to 255.</summary>
    public static IReadOnlyList<char> All => Letters;

    /// <summary>A text's bytes of UTF-8 as letters.</summary>
    public static string Encode(string text) => string.Create(Encoding.UTF8.GetByteCount(text), text, (letters, value) =>
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        for (var i = 0; i < bytes.Length; i++) letters[i] = Letters[bytes[i]];
    });

    /// <summary>Adds the bytes of a piece; letters that stand for no byte give their own.</summary>
    public static void Decode(string piece, List<byte> bytes)
    {
        foreach (var rune in piece.EnumerateRunes())
        {
            if (rune.IsBmp && Bytes.TryGetValue((char)rune.Value, out var value)) bytes.Add(value);
            else bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }
    }

    private static char[] CreateLetters()
    {
        var (letters, next) = (new char[256], 0x100);
        for (var value = 0; value < letters.Length; value++)
            letters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : (char)next++;
        return letters;
    }
}
