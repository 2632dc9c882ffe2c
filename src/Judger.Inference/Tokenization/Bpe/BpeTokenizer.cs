using System.Text;
using System.Text.Json;
using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tokenization.Bpe;

/// <summary>
/// The tokenizer that a Hugging Face <c>tokenizer.json</c> describes: BPE over bytes (Qwen, Llama 3) or over characters with the bytes of unknown ones
/// (Llama 2, Mistral, Gemma). Its ids are those of Hugging Face's own library, but that no text becomes a special token. Safe for use by several threads at
/// once.
/// </summary>
public sealed class BpeTokenizer : ITokenizer
{
    // An id beyond this is an error of the file, and not to be answered with gigabytes.
    private const int MostPieces = 1 << 24;

    private readonly BpeModel _model;
    private readonly IReadOnlyList<TextStep> _steps;
    private readonly AddedTokens _added;
    private readonly BpeDecoder _decoder;
    private readonly string?[] _pieces;
    private readonly Dictionary<int, string> _plain;

    private BpeTokenizer(TokenizerFile file)
    {
        var vocabulary = file.Vocabulary();
        var added = file.AddedTokens();
        (_model, _steps, _decoder) = (file.Model(vocabulary), file.Steps(), file.Decoder());
        _added = new(added.Where(token => !token.IsSpecial));
        Special = added
            .Where(token => token.IsSpecial)
            .DistinctBy(token => token.Content)
            .ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);
        SpecialInText = new(added.Where(token => token.IsSpecial));
        _plain = added.Where(token => !token.IsSpecial).DistinctBy(token => token.Id).ToDictionary(token => token.Id, token => token.Content);
        var ids = vocabulary.Values.Concat(added.Select(token => token.Id));
        if (ids.Any(id => id is < 0 or > MostPieces)) throw new NotSupportedException("it has a token id that is negative or beyond all vocabularies");
        _pieces = new string?[ids.DefaultIfEmpty(-1).Max() + 1];
        foreach (var (piece, id) in vocabulary) _pieces[id] = piece;
        foreach (var token in added) _pieces[token.Id] = token.IsSpecial ? null : token.Content;
    }

    /// <inheritdoc/>
    public int Count => _pieces.Length;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> Special { get; }

    /// <summary>Finds special tokens in text that is a whole prompt, and no user's.</summary>
    internal AddedTokens SpecialInText { get; }

    /// <summary>Loads a <c>tokenizer.json</c>.</summary>
    /// <exception cref="ModelFolderException">The file is missing, or is not a tokenizer that this build reads; the message says what it has.</exception>
    public static BpeTokenizer Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(FolderFile.ReadAllBytes(path, ModelLimits.TokenizerBytes));
            return new(new(document.RootElement));
        }
        catch (FileRefusedException e)
        {
            throw new ModelFolderException($"{path} {e.Message}: export the checkpoint again with its own tokenizer.json.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException or KeyNotFoundException
            or InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            throw new ModelFolderException(
                $"{path} is not a BPE tokenizer that this build reads ({e.Message.ReplaceLineEndings(" ")}): export the checkpoint again with its own "
                + "tokenizer.json.",
                e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text) => Encode(text, isFirst: true);

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text, bool isFirst)
    {
        var ids = new List<int>();
        foreach (var (part, token) in _added.Split(WellFormed(text)))
        {
            if (token is null) EncodeWords(part, isFirst, ids);
            else ids.Add(token.Id);
            isFirst = false;
        }

        return ids;
    }

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> ids)
    {
        if (_plain.Count == 0) return _decoder.Decode(ids.Where(IsKnown).Select(id => _pieces[id]!));

        // The characters of an added token are what they are, also where letters of pieces stand for bytes.
        var (text, pieces) = (new StringBuilder(), new List<string>());
        foreach (var id in ids.Where(IsKnown))
        {
            if (!_decoder.IsByteLevel || !_plain.TryGetValue(id, out var content)) pieces.Add(_pieces[id]!);
            else
            {
                text.Append(_decoder.Decode(pieces)).Append(content);
                pieces.Clear();
            }
        }

        return text.Append(_decoder.Decode(pieces)).ToString();
    }

    /// <inheritdoc/>
    public int Unsettled(IReadOnlyList<int> ids) => _decoder.Unsettled(ids, id => IsKnown(id) ? _pieces[id] : null);

    /// <inheritdoc/>
    public string Piece(int id) => !IsKnown(id) ? "" : _plain.GetValueOrDefault(id) ?? _decoder.Piece(_pieces[id]!);

    /// <inheritdoc/>
    public byte[]? BytesOf(int id) => !IsKnown(id) || id == _model.Unknown ? null
        : _plain.TryGetValue(id, out var content) ? Encoding.UTF8.GetBytes(content)
        : _decoder.BytesOf(_pieces[id]!);

    private void EncodeWords(string text, bool isFirst, List<int> ids)
    {
        // A step that cuts leaves one first word.
        List<(string Text, bool IsFirst)> words = [(text, isFirst)];
        foreach (var step in _steps)
            words = [.. words.SelectMany(word => step(word.Text, word.IsFirst).Select((part, index) => (part, word.IsFirst && index == 0)))];
        foreach (var (word, _) in words) _model.Encode(word, ids);
    }

    // Halves of characters cannot be normalised, and UTF-8 has none.
    private static string WellFormed(string text) => text.Any(char.IsSurrogate) ? string.Concat(text.EnumerateRunes()) : text;

    private bool IsKnown(int id) => (uint)id < (uint)_pieces.Length && _pieces[id] is not null;
}
