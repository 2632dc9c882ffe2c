using System.Text;

namespace Judger.Inference.Tokenization.Bpe;

/// <summary>How pieces become text again.</summary>
internal sealed record BpeDecoder
{
    private const string Damaged = "\uFFFD";

    /// <summary>Whether letters of pieces stand for bytes.</summary>
    public bool IsByteLevel { get; init; }

    /// <summary>Whether pieces such as <c>&lt;0x0A&gt;</c> are bytes.</summary>
    public bool HasByteFallback { get; init; }

    /// <summary>What stands for a space in pieces; null for nothing.</summary>
    public string? Mark { get; init; }

    /// <summary>What <see cref="Mark"/> becomes.</summary>
    public string Space { get; init; } = " ";

    /// <summary>Whether the space that was put before a text is taken away.</summary>
    public bool StripsSpace { get; init; }

    /// <summary>The text of pieces in order.</summary>
    public string Decode(IEnumerable<string> pieces)
    {
        if (IsByteLevel)
        {
            var all = new List<byte>();
            foreach (var piece in pieces) ByteAlphabet.Decode(piece, all);
            return Encoding.UTF8.GetString([.. all]);
        }

        var (text, bytes) = (new StringBuilder(), new List<byte>());
        foreach (var piece in pieces)
        {
            if (HasByteFallback && BpeModel.ByteOf(piece) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush();
            text.Append(Plain(piece));
        }

        Flush();
        var whole = text.ToString();
        return StripsSpace && whole.StartsWith(' ') ? whole[1..] : whole;

        // Bytes that are no text become one mark each.
        void Flush()
        {
            var decoded = Encoding.UTF8.GetString([.. bytes]);
            text.Append(decoded.Contains(Damaged, StringComparison.Ordinal) ? string.Concat(Enumerable.Repeat(Damaged, bytes.Count)) : decoded);
            bytes.Clear();
        }
    }

    /// <summary>See <see cref="ITokenizer.Unsettled"/>: one byte that does not fit makes marks of all that stand in a row with it.</summary>
    /// <param name="ids">The ids of pieces in order.</param>
    /// <param name="pieceOf">The piece of an id; null for one that gives nothing.</param>
    public int Unsettled(IReadOnlyList<int> ids, Func<int, string?> pieceOf)
    {
        if (IsByteLevel || !HasByteFallback) return 0;
        var unsettled = 0;
        for (var last = 1; last <= ids.Count; last++)
        {
            if (pieceOf(ids[^last]) is not { } piece) continue;
            if (BpeModel.ByteOf(piece) is null) break;
            unsettled = last;
        }

        return unsettled;
    }

    /// <summary>The text of one piece, a leading space included.</summary>
    public string Piece(string piece)
    {
        if (!IsByteLevel) return Plain(piece);
        var bytes = new List<byte>();
        ByteAlphabet.Decode(piece, bytes);
        var text = Encoding.UTF8.GetString([.. bytes]);
        return text.Contains(Damaged, StringComparison.Ordinal) ? piece : text;
    }

    /// <summary>The bytes of one piece, a leading space included.</summary>
    public byte[] BytesOf(string piece)
    {
        if (!IsByteLevel) return HasByteFallback && BpeModel.ByteOf(piece) is { } value ? [value] : Encoding.UTF8.GetBytes(Plain(piece));
        var bytes = new List<byte>();
        ByteAlphabet.Decode(piece, bytes);
        return [.. bytes];
    }

    private string Plain(string piece) => Mark is { Length: > 0 } mark ? piece.Replace(mark, Space, StringComparison.Ordinal) : piece;
}
