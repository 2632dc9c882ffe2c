using System.Text.Json;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaNext;
using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Export.Families;

/// <summary>A checkpoint's tokenizer: its file, and the tokens that begin a prompt and end an answer.</summary>
/// <param name="File">The file; its name says the kind.</param>
/// <param name="Begin">The token that stands first in every prompt; null where none does.</param>
/// <param name="End">The token that the tokenizer's configuration calls the end; null where it names none.</param>
internal sealed record TokenizerFacts(string File, int? Begin, int? End)
{
    /// <summary>The tokenizer of a <c>tokenizer.json</c>; null for a <c>tokenizer.model</c>.</summary>
    private BpeTokenizer? Bpe { get; init; }

    /// <summary>Reads <c>tokenizer.json</c>, or <c>tokenizer.model</c> where that is all there is.</summary>
    /// <param name="checkpoint">The files.</param>
    /// <param name="begin">The begin of a sequence that <c>config.json</c> names, for a <c>tokenizer.model</c>.</param>
    /// <exception cref="CheckpointException">There is neither, or it is not a tokenizer that the engine reads.</exception>
    public static TokenizerFacts Read(Checkpoint checkpoint, int begin)
    {
        var config = ConfigSection.TryRead(checkpoint.PathOf("tokenizer_config.json"));
        var file = FileOf(checkpoint);
        if (Path.GetFileName(file) != ModelFileNames.TokenizerJson)
        {
            if (config is not null) LlavaFields.Tokenizer.Check(config, checkpoint.Warn);
            return new(file, begin, null);
        }

        if (config is not null) LlavaNextFields.Tokenizer.Check(config, checkpoint.Warn);
        var tokenizer = Load(file);
        return new(file, Begins(file, config, tokenizer.Special), IdOf(config, "eos_token", tokenizer.Special)) { Bpe = tokenizer };
    }

    /// <summary>The ids of text within a prompt, in which special tokens are written out.</summary>
    /// <exception cref="CheckpointException">The tokenizer is not a <c>tokenizer.json</c>, which alone says what special tokens there are.</exception>
    public IReadOnlyList<int> IdsOf(string text)
    {
        if (Bpe is null) throw new CheckpointException(File, "does not say which tokens stand around an image", "copy the checkpoint's tokenizer.json there");
        return [.. Bpe.SpecialInText.Split(text).SelectMany(part => part.Token is { } token ? [token.Id] : Bpe.Encode(part.Text, isFirst: false))];
    }

    /// <summary>Whether the tokenizer has a special token.</summary>
    public bool Has(string special) => Bpe?.Special.ContainsKey(special) == true;

    /// <summary>The id of a special token.</summary>
    /// <exception cref="CheckpointException">The tokenizer does not have it.</exception>
    public int IdOf(string special) => Bpe?.Special.TryGetValue(special, out var id) == true ? id : throw new CheckpointException(
        File, $"does not have the special token {special}", "copy the checkpoint's own tokenizer.json there");

    /// <summary>The file that transformers reads: <c>tokenizer.json</c>, or <c>tokenizer.model</c> where there is no other or it is not BPE.</summary>
    /// <exception cref="CheckpointException">There is neither, or the one that there is is not a tokenizer that the engine reads.</exception>
    public static string FileOf(Checkpoint checkpoint)
    {
        var (json, model) = (checkpoint.PathOf(ModelFileNames.TokenizerJson), checkpoint.PathOf(ModelFileNames.Tokenizer));
        if (!System.IO.File.Exists(json))
            return checkpoint.Require(ModelFileNames.Tokenizer, "copy the checkpoint's tokenizer.model there, or its tokenizer.json");
        try
        {
            Load(json);
            return json;
        }
        catch (CheckpointException e) when (System.IO.File.Exists(model))
        {
            checkpoint.Warn?.Invoke($"{e.Message} tokenizer.model is used instead.");
            return model;
        }
    }

    private static BpeTokenizer Load(string file)
    {
        try
        {
            return BpeTokenizer.Load(file);
        }
        catch (ModelFolderException e)
        {
            throw new CheckpointException(file, "is not a BPE tokenizer that the engine reads", $"export a checkpoint with one ({Reason(e)})", cause: e);
        }
    }

    private static string Reason(ModelFolderException error) => error.InnerException?.Message.ReplaceLineEndings(" ") ?? error.Message;

    // A flag that is given goes before what the tokenizer's own template puts first.
    private static int? Begins(string json, ConfigSection? config, IReadOnlyDictionary<string, int> special)
    {
        if (config?.Has("add_bos_token") == true) return config.Flag("add_bos_token", false) ? IdOf(config, "bos_token", special) : null;
        using var document = JsonDocument.Parse(FolderFile.ReadAllBytes(json, ModelLimits.TokenizerBytes));
        return document.RootElement.TryGetProperty("post_processor", out var processor)
            && First(processor) is { } token
            && special.TryGetValue(token, out var id)
            ? id
            : null;
    }

    private static string? First(JsonElement processor)
    {
        if (processor.ValueKind != JsonValueKind.Object) return null;
        if (processor.TryGetProperty("processors", out var several) && several.ValueKind == JsonValueKind.Array)
            return several.EnumerateArray().Select(First).FirstOrDefault(token => token is not null);
        return processor.TryGetProperty("single", out var single) && single.ValueKind == JsonValueKind.Array && single.GetArrayLength() > 0
            && single[0].TryGetProperty("SpecialToken", out var token)
            ? token.GetProperty("id").GetString()
            : null;
    }

    // Written as a text, or as an object with the text and how it is matched.
    private static int? IdOf(ConfigSection? config, string name, IReadOnlyDictionary<string, int> special)
    {
        if (config?.Has(name) != true) return null;
        var content = config.HasSection(name) ? config.Section(name).Text("content", "") : config.Text(name, "");
        return special.TryGetValue(content, out var id) ? id : null;
    }
}
