using System.Buffers;
using System.Text;

namespace Judger.Inference.Constraints.Vocabularies;

/// <summary>What bytes are to JSON.</summary>
internal static class JsonBytes
{
    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(value => (byte)value)]);

    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"\\"u8);

    /// <summary>Whether bytes can stand anywhere in JSON that has no white space but spaces.</summary>
    public static bool CanStand(ReadOnlySpan<byte> bytes) => !bytes.ContainsAny(Controls);

    /// <summary>How many characters bytes are that may stand in any string as they are; null where they are anything else.</summary>
    public static int? PlainCharacters(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAny(Marks)) return null;
        var characters = 0;
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out _, out var length) != OperationStatus.Done) return null;
            bytes = bytes[length..];
            characters++;
        }

        return characters;
    }
}
