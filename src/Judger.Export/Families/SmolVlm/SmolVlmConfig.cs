using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaOneVision;

namespace Judger.Export.Families.SmolVlm;

/// <summary>What <c>config.json</c> says of a model.</summary>
/// <param name="Text">The decoder.</param>
/// <param name="Vision">The tower.</param>
/// <param name="Shuffle">Patches along a side of the square that becomes one token.</param>
/// <param name="ImageToken">The token that stands for an image in Hugging Face's prompts.</param>
internal sealed record SmolVlmConfig(TextConfig Text, SiglipConfig Vision, int Shuffle, int ImageToken)
{
    private const int PublishedImageToken = 128257;
    private const int DefaultScale = 2;

    private static readonly string[] Towers = ["smolvlm_vision", "idefics3_vision", "idefics3", "smolvlm", "siglip_vision_model"];

    /// <summary>Tokens of one tile.</summary>
    public int TileTokens => Vision.Patches / (Shuffle * Shuffle);

    /// <summary>Reads the file.</summary>
    /// <param name="config">The file.</param>
    /// <param name="hasHead">Whether the checkpoint has a head of its own.</param>
    /// <param name="warn">Is called with fields that are not known.</param>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static SmolVlmConfig Read(ConfigSection config, bool hasHead, Action<string>? warn)
    {
        SmolVlmFields.Config.Check(config, warn);
        var text = config.Section("text_config");
        SmolVlmFields.Text.Check(text, warn);
        var type = text.Text("model_type", "llama");
        if (type != "llama") throw text.Unsupported("model_type", type, "a text model of llama");
        var decoder = LlamaConfig.Read(text, tied: false, TextDefaults.Llama, config);

        // The field of the whole model decides. A text model that is said to share its embeddings has no head to use.
        decoder = decoder with { TiedEmbeddings = config.Flag("tie_word_embeddings", false) || (decoder.TiedEmbeddings && !hasHead) };
        var vision = ReadVision(config.Section("vision_config"));
        var scale = config.Integer("scale_factor", DefaultScale);
        var side = vision.ImageSize / vision.PatchSize;
        if (scale < 1 || side % scale != 0)
            throw config.Unsupported("scale_factor", $"{scale}", $"a scale_factor that divides the {side} patches along a side of its vision tower's input");
        return new(decoder, vision, scale, config.Integer("image_token_id", PublishedImageToken));
    }

    private static SiglipConfig ReadVision(ConfigSection section)
    {
        var type = section.Text("model_type", Towers[0]);
        if (!Towers.Contains(type)) throw section.Unsupported("model_type", type, $"a vision tower of {string.Join(", ", Towers)}");
        SmolVlmFields.Vision.Check(section);
        var (vision, _) = SiglipConfig.ReadSizes(section, SiglipDefaults.Idefics3);
        var buckets = PositionBuckets.Of(vision.ImageSize / vision.PatchSize);
        return vision with { FinalNorm = "post_layernorm", Positions = buckets };
    }
}
