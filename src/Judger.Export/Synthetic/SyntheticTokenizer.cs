using Google.Protobuf;

namespace Judger.Export.Synthetic;

/// <summary>A SentencePiece BPE model with byte fallback, small enough to read: bytes, printable ASCII and a few words with their merges.</summary>
internal static class SyntheticTokenizer
{
    private const int Normal = 1, Unknown = 2, Control = 3, Byte = 6;
    private static readonly string[] Words = ["\u2581red", "\u2581blue", "\u2581what", "\u2581is", "\u2581the", "\u2581yes", "\u2581no", "USER", "ASSISTANT"];

    private static readonly List<(string Piece, float Score, int Kind)> Pieces = [.. List()];

    /// <summary>The words of the prompts, so that a prompt has about as many tokens as with a real vocabulary.</summary>
    public static IReadOnlyList<string> PromptWords { get; } =
        "Answer question using a single word or phrase Write general description of image What number on pink object".Split(' ');

    public static int Count => Pieces.Count;

    public static int IdOf(string piece) => Pieces.FindIndex(entry => entry.Piece == piece);

    /// <summary>Writes the model, with more words behind its own pieces if there are any.</summary>
    public static byte[] Write(params IEnumerable<string> moreWords)
    {
        var score = (float)-Count;
        List<(string Piece, float Score, int Kind)> pieces =
        [
            .. Pieces,
            .. Merges(moreWords).Except(Pieces.Select(entry => entry.Piece)).Select(piece => (piece, score--, Normal)),
        ];
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            foreach (var (piece, rank, kind) in pieces)
            {
                Message(output, 1, message =>
                {
                    message.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    message.WriteString(piece);
                    message.WriteTag(2, WireFormat.WireType.Fixed32);
                    message.WriteFloat(rank);
                    Integer(message, 3, kind);
                });
            }

            // TrainerSpec: BPE, byte fallback, ids of unknown, begin, end, padding. NormalizerSpec: identity, dummy prefix, spaces kept.
            Message(output, 2, message =>
            {
                foreach (var (field, value) in new[] { (3, 2), (4, pieces.Count), (35, 1), (40, 0), (41, 1), (42, 2), (43, -1) })
                    Integer(message, field, value);
            });
            Message(output, 3, message =>
            {
                message.WriteTag(1, WireFormat.WireType.LengthDelimited);
                message.WriteString("identity");
                foreach (var (field, value) in new[] { (3, 1), (4, 0), (5, 1) }) Integer(message, field, value);
            });
        }

        return buffer.ToArray();
    }

    /// <summary>The model for a geometry: with the words of the prompts, where its vocabulary has room for them.</summary>
    public static byte[] WriteFor(SyntheticGeometry geometry) =>
        geometry.Vocabulary > Count + PromptWords.Sum(word => word.Length + 1) ? Write(PromptWords.Select(word => $"\u2581{word}")) : Write();

    private static IEnumerable<(string Piece, float Score, int Kind)> List()
    {
        yield return ("<unk>", 0, Unknown);
        yield return ("<s>", 0, Control);
        yield return ("</s>", 0, Control);
        for (var value = 0; value < 256; value++) yield return ($"<0x{value:X2}>", 0, Byte);
        var score = 0f;
        foreach (var piece in Merges(Words)) yield return (piece, score--, Normal);
        yield return ("\u2581", score--, Normal);
        for (var character = '!'; character <= '~'; character++) yield return ($"{character}", score--, Normal);
    }

    private static IEnumerable<string> Merges(IEnumerable<string> words) =>
        words.SelectMany(word => Enumerable.Range(2, word.Length - 1).Select(length => word[..length])).Distinct();

    private static void Integer(CodedOutputStream message, int field, int value)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt32(value);
    }

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var message = new CodedOutputStream(buffer, leaveOpen: true)) write(message);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(buffer.ToArray()));
    }
}
