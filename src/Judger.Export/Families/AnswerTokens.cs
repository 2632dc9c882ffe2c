using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Families;

/// <summary>Reads the token ids with a meaning of their own: what begins a prompt, what ends an answer, what stands for an image.</summary>
internal static class AnswerTokens
{
    /// <summary>
    /// As transformers does: the ends of <c>generation_config.json</c> go before those of <c>config.json</c> and of the text model. Where all are silent, the
    /// tokenizer's own.
    /// </summary>
    /// <param name="checkpoint">The files.</param>
    /// <param name="text">The text model's part of <c>config.json</c>.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="vocabulary">Tokens that the model has.</param>
    /// <param name="imageName">The name under which the image token stands.</param>
    /// <param name="image">The image token.</param>
    /// <exception cref="CheckpointException">A token is outside of the vocabulary, or nothing says what ends an answer.</exception>
    public static SpecialTokens Read(
        Checkpoint checkpoint, ConfigSection text, TokenizerFacts tokenizer, int vocabulary, string imageName, int image)
    {
        var generation = checkpoint.Generation.Section;
        var source = new[] { generation, checkpoint.Config, text }.FirstOrDefault(section => section?.Has("eos_token_id") == true);
        int[] ends = source is not null ? [.. source.Integers("eos_token_id", []).Distinct()]
            : tokenizer.End is { } end ? [end]
            : throw checkpoint.Config.Wrong("eos_token_id", "given anywhere; give the token that ends an answer");
        foreach (var token in ends) RequireInside(source ?? checkpoint.Config, "eos_token_id", token);
        RequireInside(checkpoint.Config, imageName, image);
        if (tokenizer.Begin is { } begin) RequireInside(checkpoint.Config, "bos_token_id", begin);
        return new(tokenizer.Begin, ends[0]) { OtherEndsOfSequence = ends.Length > 1 ? ends[1..] : null, Image = image };

        void RequireInside(ConfigSection config, string name, int token)
        {
            if (token >= 0 && token < vocabulary) return;
            throw config.Unsupported(name, $"{token}", $"token ids below the size of its vocabulary, {vocabulary}");
        }
    }
}
