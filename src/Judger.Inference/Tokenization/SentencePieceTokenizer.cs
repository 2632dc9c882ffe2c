using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Manifest;
using Microsoft.ML.Tokenizers;

namespace Judger.Inference.Tokenization;

/// <summary>
/// A SentencePiece BPE tokenizer. It knows no special tokens, so that text like <c>&lt;/s&gt;</c> or <c>&lt;image&gt;</c> stays text; special tokens
/// and image places come only from a prompt's structure. Safe for use by several threads at once.
/// </summary>
public sealed class SentencePieceTokenizer : ITokenizer
{
    private const char WordStart = '\u2581';
    private readonly LlamaTokenizer _tokenizer;
    private readonly string?[] _pieces;

    private SentencePieceTokenizer(LlamaTokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        _pieces = new string?[tokenizer.Vocabulary.Count];
        foreach (var (piece, id) in tokenizer.Vocabulary)
        {
            if (id >= 0 && id < _pieces.Length) _pieces[id] = piece;
        }
    }

    /// <inheritdoc/>
    public int Count => _pieces.Length;

    /// <summary>Loads a SentencePiece BPE model.</summary>
    /// <exception cref="ModelFolderException">The file is missing or not such a model.</exception>
    public static SentencePieceTokenizer Load(string path)
    {
        try
        {
            using var stream = new MemoryStream(FolderFile.ReadAllBytes(path, ModelLimits.TokenizerBytes));
            return new(LlamaTokenizer.Create(stream, addBeginOfSentence: false, addEndOfSentence: false));
        }
        catch (FileRefusedException e)
        {
            throw new ModelFolderException($"{path} {e.Message}: export the checkpoint again with its own tokenizer.model.", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ModelFolderException($"{path} is not a SentencePiece BPE tokenizer: export the checkpoint again with its own tokenizer.model.", e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text) => _tokenizer.EncodeToIds(text);

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> ids) => _tokenizer.Decode(ids.Where(IsKnown));

    /// <inheritdoc/>
    public string Piece(int id) => IsKnown(id) ? _pieces[id]!.Replace(WordStart, ' ') : "";

    private bool IsKnown(int id) => (uint)id < (uint)_pieces.Length && _pieces[id] is not null;
}
