using Judger.Inference.Tokenization;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Inference.Tests.Sampling;

/// <summary>The 256 bytes as fallback pieces, then the printable characters of ASCII as pieces of their own, as Llama's tokenizer has them.</summary>
internal sealed class FallbackTokenizer : ITokenizer
{
    private const int Bytes = 256;

    private static readonly BpeDecoder Decoder = new() { HasByteFallback = true, StripsSpace = true };

    public int Count => Bytes + '~' - ' ' + 1;

    public static int Letter(char letter) => Bytes + letter - ' ';

    public IReadOnlyList<int> Encode(string text) => throw new NotSupportedException();

    public string Decode(IEnumerable<int> ids) => Decoder.Decode(ids.Select(Name));

    public int Unsettled(IReadOnlyList<int> ids) => Decoder.Unsettled(ids, Name);

    public string Piece(int id) => Name(id);

    public byte[]? BytesOf(int id) => throw new NotSupportedException();

    private static string Name(int id) => id < Bytes ? BpeModel.ByteName(id) : ((char)(id - Bytes + ' ')).ToString();
}
