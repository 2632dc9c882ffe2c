using System.Collections.ObjectModel;

namespace Judger.Inference.Tokenization;

/// <summary>Text to token ids and back, without special tokens. Safe for use by several threads at once.</summary>
public interface ITokenizer
{
    /// <summary>Pieces of the vocabulary.</summary>
    int Count { get; }

    /// <summary>The token ids of one run of text, without begin or end of sequence.</summary>
    IReadOnlyList<int> Encode(string text);

    /// <summary>The token ids of one run of text of a prompt.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isFirst">Whether the prompt begins with it: some tokenizers put a space before the first text only.</param>
    IReadOnlyList<int> Encode(string text, bool isFirst) => Encode(text);

    /// <summary>The special tokens by their content. No text becomes one of them; prompts name them.</summary>
    IReadOnlyDictionary<string, int> Special => ReadOnlyDictionary<string, int>.Empty;

    /// <summary>The text of token ids. Ids without a piece (a padded vocabulary has some) and control pieces give nothing.</summary>
    string Decode(IEnumerable<int> ids);

    /// <summary>
    /// How many of the last ids may give other text when more ids follow, beyond the bytes of a last character that is not complete: bytes that become text
    /// together have to be seen together. The text of those before them is the beginning of whatever follows.
    /// </summary>
    int Unsettled(IReadOnlyList<int> ids) => 0;

    /// <summary>The text of one token, a leading space included; a token that is one byte of a character gives the piece's name.</summary>
    string Piece(int id);

    /// <summary>
    /// The bytes of UTF-8 that a token adds to a text that it does not begin; they can be part of a character. Null for an id without text: a control piece, a
    /// special token, the unknown token, an id without a piece.
    /// </summary>
    byte[]? BytesOf(int id);
}
