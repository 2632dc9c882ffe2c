using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Llava;

/// <summary>Reads which tokens begin a sequence and end an answer, and that texts become tokens as they do here.</summary>
internal static class LlavaTokens
{
    private const int PublishedImageToken = 32000;

    /// <summary>
    /// Reads <c>generation_config.json</c>, whose ends of answers go before those of <c>config.json</c> as in transformers, and <c>tokenizer_config.json</c>.
    /// Neither need be there.
    /// </summary>
    /// <exception cref="CheckpointException">A file asks for something that the engine does not do, or a token is outside of the vocabulary.</exception>
    public static SpecialTokens Read(Checkpoint checkpoint, TextConfig text)
    {
        CheckTokenizer(checkpoint);
        var generation = checkpoint.Generation.Section;
        int[] ofConfig = [text.EndOfSequence, .. text.OtherEndsOfSequence];
        int[] ends = [.. (generation?.Integers("eos_token_id", ofConfig) ?? ofConfig).Distinct()];
        if (text.BeginOfSequence is { } begin) RequireInside(checkpoint.Config, text, "bos_token_id", begin);
        var source = generation?.Has("eos_token_id") == true ? generation : checkpoint.Config;
        foreach (var end in ends) RequireInside(source, text, "eos_token_id", end);
        return new(text.BeginOfSequence, ends[0]) { OtherEndsOfSequence = ends.Length > 1 ? ends[1..] : null, Image = ImageToken(checkpoint.Config, text) };
    }

    // Original checkpoints write an image by its place alone.
    private static int? ImageToken(ConfigSection config, TextConfig text)
    {
        var token = config.Has("text_config") ? config.Integer("image_token_index", config.Integer("image_token_id", PublishedImageToken)) : -1;
        return token >= 0 && token < text.Vocabulary ? token : null;
    }

    private static void CheckTokenizer(Checkpoint checkpoint)
    {
        if (ConfigSection.TryRead(checkpoint.PathOf("tokenizer_config.json")) is not { } config) return;
        LlavaFields.Tokenizer.Check(config, checkpoint.Warn);

        // Written as a text, or as an object with the text and how it is matched.
        var first = config.HasSection("bos_token") ? config.Section("bos_token").Text("content", "") : config.Text("bos_token", "<s>");
        if (first != "<s>") throw config.Unsupported("bos_token", $"'{first}'", "the bos_token <s>, with which prompts begin here");
    }

    private static void RequireInside(ConfigSection config, TextConfig text, string name, int token)
    {
        if (token >= 0 && token < text.Vocabulary) return;
        throw config.Unsupported(name, $"{token}", $"token ids below the size of its vocabulary, {text.Vocabulary}");
    }
}
