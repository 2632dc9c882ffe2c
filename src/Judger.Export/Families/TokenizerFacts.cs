using System.Text.Json;
using Judger.Export.Checkpoints;
using Judger.Export.Checkpoints.Fields;
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
        var special = Load(file).Special;
        return new(file, Begins(file, config, special), IdOf(config, "eos_token", special));
    }

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

    /// <summary>
    /// The token ids with a meaning of their own. As transformers does: the ends of <c>generation_config.json</c> go before those of <c>config.json</c> and of
    /// the text model. Where all are silent, the tokenizer's own.
    /// </summary>
    /// <param name="checkpoint">The files.</param>
    /// <param name="vocabulary">Rows of the embeddings.</param>
    /// <param name="image">The token that stands for an image, and the field that names it.</param>
    /// <param name="fields">The fields of <c>generation_config.json</c>; null for those that every family has.</param>
    /// <exception cref="CheckpointException">No end is named, or a token is outside of the vocabulary.</exception>
    public SpecialTokens ReadTokens(Checkpoint checkpoint, int vocabulary, (string Field, int Token) image, FieldTable? fields = null)
    {
        var (config, generation) = (checkpoint.Config, ConfigSection.TryRead(checkpoint.PathOf("generation_config.json")));
        if (generation is not null) (fields ?? LlavaFields.Generation).Check(generation, checkpoint.Warn);
        var sources = new[] { generation, config, config.Section("text_config") };
        var source = sources.FirstOrDefault(section => section?.Has("eos_token_id") == true);
        int[] ends = source is not null ? [.. source.Integers("eos_token_id", []).Distinct()]
            : End is { } end ? [end]
            : throw config.Wrong("eos_token_id", "given anywhere; give the token that ends an answer");
        foreach (var token in ends) RequireInside(source ?? config, "eos_token_id", token);
        RequireInside(config, image.Field, image.Token);
        if (Begin is { } begin) RequireInside(config, "bos_token_id", begin);
        return new(Begin, ends[0]) { OtherEndsOfSequence = ends.Length > 1 ? ends[1..] : null, Image = image.Token };

        void RequireInside(ConfigSection section, string name, int token)
        {
            if (token >= 0 && token < vocabulary) return;
            throw section.Unsupported(name, $"{token}", $"token ids below the size of its vocabulary, {vocabulary}");
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
