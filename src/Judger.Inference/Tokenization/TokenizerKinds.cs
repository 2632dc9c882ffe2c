using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Templates;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Inference.Tokenization;

/// <summary>
/// The kinds of tokenizer that this build reads. A manifest names one, or its files say which it is. A further kind is a class that implements
/// <see cref="ITokenizer"/> and a line here.
/// </summary>
internal static class TokenizerKinds
{
    /// <summary>SentencePiece BPE, from <c>tokenizer.model</c>.</summary>
    public static TokenizerKind SentencePiece { get; } = new("sentencepiece", ModelFileNames.Tokenizer, SentencePieceTokenizer.Load);

    /// <summary>The BPE of a Hugging Face <c>tokenizer.json</c>.</summary>
    public static TokenizerKind Json { get; } = new("bpe", ModelFileNames.TokenizerJson, BpeTokenizer.Load);

    /// <summary>One token for each byte, as simulated models have it.</summary>
    public static TokenizerKind Bytes { get; } = new("bytes", null, _ => new ByteTokenizer());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TokenizerKind> All { get; } = [SentencePiece, Bytes, Json];

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(kind => kind.Name));

    /// <summary>The kind that a manifest names, or that its files are of; null when it names one that this build does not read.</summary>
    public static TokenizerKind? Of(ModelManifest manifest) => manifest.Tokenizer is { } name
        ? All.FirstOrDefault(kind => kind.Name == name)
        : All.FirstOrDefault(kind => kind.File is { } file && manifest.Files.ContainsKey(file)) ?? SentencePiece;

    /// <summary>Loads a folder's tokenizer.</summary>
    /// <exception cref="ModelFolderException">Its kind is unknown, its file is not of that kind, or it fails its probe.</exception>
    /// <exception cref="SpecialTokenException">It lacks a token of the model's prompts.</exception>
    public static ITokenizer Load(ModelFolder folder) => LoadWithPrompts(folder).Tokenizer;

    /// <summary>Loads a folder's tokenizer, and with it the prompts in which the model is asked.</summary>
    /// <inheritdoc cref="Load"/>
    public static (ITokenizer Tokenizer, ModelPrompts Prompts) LoadWithPrompts(ModelFolder folder)
    {
        var manifest = folder.Manifest;
        var kind = Of(manifest)
            ?? throw new ModelFolderException(
                $"{folder.Location} has a tokenizer of kind '{manifest.Tokenizer}', this build reads {Names}: export the model again.");
        var file = kind.File is null ? folder.Location : folder.PathOf(kind.File);
        var tokenizer = kind.Load(file);
        var prompts = ModelPrompts.Of(ModelPrompts.WithTemplate(folder), tokenizer);
        return TokenizerProbe.Problem(tokenizer, manifest.Decoder.Vocabulary, prompts.Profile) is { } problem
            ? throw new ModelFolderException($"{file} {problem}: export the checkpoint again with its own tokenizer.")
            : (tokenizer, prompts);
    }
}
