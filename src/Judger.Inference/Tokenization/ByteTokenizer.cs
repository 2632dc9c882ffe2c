using System.Text;

namespace Judger.Inference.Tokenization;

/// <summary>One token for each byte of UTF-8, behind the special tokens.</summary>
internal sealed class ByteTokenizer : ITokenizer
{
    public const int BeginOfSequence = 1;
    public const int EndOfSequence = 2;
    public const int Vocabulary = FirstByte + 256;
    private const int FirstByte = 3;

    public int Count => Vocabulary;

    public static int IdOf(char letter) => FirstByte + letter;

    public IReadOnlyList<int> Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => FirstByte + value)];

    public string Decode(IEnumerable<int> ids) => Encoding.UTF8.GetString([.. ids.Where(id => id >= FirstByte).Select(id => (byte)(id - FirstByte))]);

    public string Piece(int id) => Decode([id]);

    public byte[]? BytesOf(int id) => id is >= FirstByte and < Vocabulary ? [(byte)(id - FirstByte)] : null;
}
