namespace Judger.Inference.Tokenization;

/// <summary>Text to token ids and back, without special tokens. Safe for use by several threads at once.</summary>
public interface ITokenizer
{
    /// <summary>Pieces of the vocabulary.</summary>
    int Count { get; }

    /// <summary>The token ids of one run of text, without begin or end of sequence.</summary>
    IReadOnlyList<int> Encode(string text);

    /// <summary>The text of token ids. Ids without a piece (a padded vocabulary has some) and control pieces give nothing.</summary>
    string Decode(IEnumerable<int> ids);

    /// <summary>The text of one token, a leading space included; a token that is one byte of a character gives the piece's name.</summary>
    string Piece(int id);
}
