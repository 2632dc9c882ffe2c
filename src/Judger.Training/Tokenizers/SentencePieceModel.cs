using Google.Protobuf;

namespace Judger.Training.Tokenizers;

/// <summary>
/// Writes a SentencePiece model file (sentencepiece_model.proto's public field numbers): BPE with byte fallback, no normalisation, pieces
/// <c>&lt;unk&gt;, &lt;s&gt;, &lt;/s&gt;</c>, 256 bytes, merges, characters.
/// </summary>
internal static class SentencePieceModel
{
    private enum PieceType
    {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        Byte = 6,
    }

    public static byte[] Write(IReadOnlyList<string> merges, IReadOnlyList<string> characters)
    {
        using var buffer = new MemoryStream();
        using var output = new CodedOutputStream(buffer, leaveOpen: true);
        var count = 0;
        void Add(string piece, float score, PieceType type)
        {
            WriteMessage(output, 1, message => WritePiece(message, piece, score, type));
            count++;
        }

        Add("<unk>", 0, PieceType.Unknown);
        Add("<s>", 0, PieceType.Control);
        Add("</s>", 0, PieceType.Control);
        for (var value = 0; value < 256; value++) Add($"<0x{value:X2}>", 0, PieceType.Byte);

        // An earlier merge has the higher score: SentencePiece applies the best-scored pair first.
        var rank = 0;
        foreach (var piece in merges) Add(piece, -rank++, PieceType.Normal);
        foreach (var piece in characters) Add(piece, -rank++, PieceType.Normal);

        var vocabulary = count;
        WriteMessage(output, 2, message => WriteTrainerSpec(message, vocabulary));
        WriteMessage(output, 3, WriteNormalizerSpec);
        output.Flush();
        return buffer.ToArray();
    }

    private static void WritePiece(CodedOutputStream message, string piece, float score, PieceType type)
    {
        message.WriteTag(1, WireFormat.WireType.LengthDelimited);
        message.WriteString(piece);
        message.WriteTag(2, WireFormat.WireType.Fixed32);
        message.WriteFloat(score);
        message.WriteTag(3, WireFormat.WireType.Varint);
        message.WriteEnum((int)type);
    }

    private static void WriteTrainerSpec(CodedOutputStream message, int vocabulary)
    {
        const int modelType = 3, vocabularySize = 4, splitDigits = 25, byteFallback = 35, unknownId = 40, beginId = 41, endId = 42, padId = 43, bpe = 2;
        WriteInteger(message, modelType, bpe);
        WriteInteger(message, vocabularySize, vocabulary);
        WriteInteger(message, splitDigits, 1);
        WriteInteger(message, byteFallback, 1);
        WriteInteger(message, unknownId, 0);
        WriteInteger(message, beginId, 1);
        WriteInteger(message, endId, 2);
        WriteInteger(message, padId, -1);
    }

    private static void WriteNormalizerSpec(CodedOutputStream message)
    {
        const int name = 1, addDummyPrefix = 3, removeExtraWhitespaces = 4, escapeWhitespaces = 5;
        message.WriteTag(name, WireFormat.WireType.LengthDelimited);
        message.WriteString("identity");
        WriteInteger(message, addDummyPrefix, 1);
        WriteInteger(message, removeExtraWhitespaces, 0);
        WriteInteger(message, escapeWhitespaces, 1);
    }

    private static void WriteInteger(CodedOutputStream message, int field, int value)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt32(value);
    }

    private static void WriteMessage(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var message = new CodedOutputStream(buffer, leaveOpen: true)) write(message);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(buffer.ToArray()));
    }
}
