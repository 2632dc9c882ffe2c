using System.Text;
using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization.Bpe;
using Microsoft.ML.Tokenizers;

namespace Judger.Inference.Tokenization;

/// <summary>
/// A SentencePiece BPE tokenizer. It knows no special tokens, so that text like <c>&lt;/s&gt;</c> or <c>&lt;image&gt;</c> stays text; special tokens
/// and image places come only from a prompt's structure. Safe for use by several threads at once.
/// </summary>
public sealed class SentencePieceTokenizer : ITokenizer
{
    private const char WordStart = '\u2581';

    // The library's own decoder takes the space of the first piece that is not a byte, also behind others.
    private static readonly BpeDecoder Decoder = new() { Mark = WordStart.ToString(), HasByteFallback = true, StripsSpace = true };

    private readonly BpeModel _model;
    private readonly string?[] _pieces;
    private readonly int[] _control;

    private SentencePieceTokenizer(LlamaTokenizer tokenizer)
    {
        _pieces = new string?[tokenizer.Vocabulary.Count];
        foreach (var (piece, id) in tokenizer.Vocabulary)
        {
            if (id >= 0 && id < _pieces.Length) _pieces[id] = piece;
        }

        _control = [tokenizer.BeginningOfSentenceId, tokenizer.EndOfSentenceId, tokenizer.UnknownId];
        _model = CreateModel(tokenizer, _control);
        Special = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            [tokenizer.BeginningOfSentenceToken] = tokenizer.BeginningOfSentenceId,
            [tokenizer.EndOfSentenceToken] = tokenizer.EndOfSentenceId,
        };
    }

    /// <inheritdoc/>
    public int Count => _pieces.Length;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> Special { get; }

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
    public IReadOnlyList<int> Encode(string text)
    {
        var ids = new List<int>();
        if (text.Length > 0) _model.Encode(WordStart + text.Replace(' ', WordStart), ids);
        return ids;
    }

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> ids) => Decoder.Decode(ids.Where(id => IsKnown(id) && !_control.Contains(id)).Select(id => _pieces[id]!));

    /// <inheritdoc/>
    public int Unsettled(IReadOnlyList<int> ids) => Decoder.Unsettled(ids, id => IsKnown(id) && !_control.Contains(id) ? _pieces[id] : null);

    /// <inheritdoc/>
    public string Piece(int id) => IsKnown(id) ? _pieces[id]!.Replace(WordStart, ' ') : "";

    /// <inheritdoc/>
    public byte[]? BytesOf(int id) => !IsKnown(id) || _control.Contains(id) ? null
        : BpeModel.ByteOf(_pieces[id]!) is { } value ? [value]
        : Encoding.UTF8.GetBytes(Piece(id));

    // The library's own encoder takes two spaces apart that SentencePiece and Hugging Face keep as one piece. A piece's place among the others is its rank:
    // SentencePiece writes them in the order in which it merged them.
    private static BpeModel CreateModel(LlamaTokenizer tokenizer, int[] control)
    {
        var pieces = tokenizer.Vocabulary.Where(piece => !control.Contains(piece.Value)).ToDictionary(StringComparer.Ordinal);
        var bytes = Enumerable.Range(0, 256).Select(BpeModel.ByteName).ToHashSet(StringComparer.Ordinal);
        var merges = new Dictionary<(int Left, int Right), (int Rank, int Merged)>();
        foreach (var (piece, id) in pieces.Where(piece => !bytes.Contains(piece.Key)))
        {
            for (var cut = 1; cut < piece.Length; cut++)
            {
                if (pieces.TryGetValue(piece[..cut], out var left) && pieces.TryGetValue(piece[cut..], out var right)) merges[(left, right)] = (id, id);
            }
        }

        return new(pieces, merges, hasByteFallback: true, tokenizer.UnknownId, fusesUnknown: true, takesWholeWords: false);
    }

    private bool IsKnown(int id) => (uint)id < (uint)_pieces.Length && _pieces[id] is not null;
}
