using System.Text;

namespace Judger.Inference.Tokenization;

/// <summary>The bytes of tokens that are parts of characters.</summary>
internal static class TokenBytes
{
    /// <summary>The token with its bytes, where its text does not say them.</summary>
    public static AnswerToken WithBytes(this AnswerToken token, ITokenizer tokenizer) =>
        tokenizer.BytesOf(token.Id) is { } bytes && !Encoding.UTF8.GetBytes(token.Text).AsSpan().SequenceEqual(bytes) ? token with { Bytes = bytes } : token;
}
