using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;

namespace Judger.Export.Families.InternVl;

/// <summary>What <c>config.json</c> says of a model.</summary>
internal sealed record InternVlConfig
{
    private const int PublishedImageToken = 151667;
    private const double PublishedRatio = 0.5;

    private static readonly TextDefaults[] Texts = [TextDefaults.Qwen2, TextDefaults.Llama, TextDefaults.Qwen3];

    /// <summary>The decoder.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>The tower.</summary>
    public required InternVitConfig Vision { get; init; }

    /// <summary>Patches along a side of the square that becomes one token.</summary>
    public required int Shuffle { get; init; }

    /// <summary>The token that stands for an image in Hugging Face's prompts; null where the file does not say it.</summary>
    public int? ImageToken { get; init; }

    /// <summary>The least and the most tiles; null where the image processor says them.</summary>
    public (int Least, int Most)? Tiles { get; init; }

    /// <summary>The text model's part of the file.</summary>
    public required ConfigSection TextSection { get; init; }

    /// <summary>Tokens of one tile.</summary>
    public int TileTokens => Vision.Patches / (Shuffle * Shuffle);

    /// <summary>Whether it is the form of the original repositories.</summary>
    public bool IsOriginal => Tiles is not null;

    /// <summary>Reads the file, in either form.</summary>
    /// <param name="config">The file.</param>
    /// <param name="hasHead">Whether the checkpoint has a head of its own.</param>
    /// <param name="warn">Is called with fields that are not known.</param>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static InternVlConfig Read(ConfigSection config, bool hasHead, Action<string>? warn) =>
        config.Text("model_type", "") == "internvl_chat" || config.Has("llm_config") ? ReadOriginal(config, warn) : ReadHuggingFace(config, hasHead, warn);

    private static InternVlConfig ReadHuggingFace(ConfigSection config, bool hasHead, Action<string>? warn)
    {
        InternVlFields.HuggingFace.Check(config, warn);
        Require(config, "projector_hidden_act", "gelu", "gelu");
        Require(config, "vision_feature_select_strategy", "default", "default");
        var text = ReadText(config, config.Section("text_config"), warn);
        var vision = InternVitConfig.Read(config.Section("vision_config"), config);
        return new()
        {
            // Where the file is silent, transformers shares the embeddings unless there is a head that differs from them. A text model that is said to share
            // them has no head to use.
            Text = text with { TiedEmbeddings = config.Flag("tie_word_embeddings", !hasHead) || (text.TiedEmbeddings && !hasHead) },
            Vision = vision,
            Shuffle = ReadShuffle(config, vision),
            ImageToken = config.Integer("image_token_id", PublishedImageToken),
            TextSection = config.Section("text_config"),
        };
    }

    private static InternVlConfig ReadOriginal(ConfigSection config, Action<string>? warn)
    {
        InternVlFields.Original.Check(config, warn);
        Require(config, "ps_version", "v1", "v2");
        var isTiled = config.Flag("dynamic_image_size", false);
        if (isTiled && !config.Flag("use_thumbnail", false)) throw config.Unsupported("use_thumbnail", "false", "use_thumbnail true");
        var text = ReadText(config, config.Section("llm_config"), warn);
        var vision = InternVitConfig.ReadOriginal(config.Section("vision_config"), config);
        var tiles = isTiled ? (config.Integer("min_dynamic_patch", 1), config.Integer("max_dynamic_patch", 6)) : (1, 1);
        return new() { Text = text, Vision = vision, Shuffle = ReadShuffle(config, vision), Tiles = tiles, TextSection = config.Section("llm_config") };
    }

    private static TextConfig ReadText(ConfigSection config, ConfigSection text, Action<string>? warn)
    {
        InternVlFields.Text.Check(text, warn);
        var type = text.Text("model_type", Texts[0].Type);
        var defaults = Texts.FirstOrDefault(known => known.Type == type)
            ?? throw text.Unsupported("model_type", type, $"a text model of {string.Join(" or ", Texts.Select(known => known.Type))}");
        return LlamaConfig.Read(text, tied: false, defaults, config);
    }

    private static int ReadShuffle(ConfigSection config, InternVitConfig vision)
    {
        var ratio = config.Number("downsample_ratio", PublishedRatio);
        var shuffle = ratio is > 0 and <= 1 ? (int)Math.Round(1 / ratio) : 0;
        if (shuffle >= 1 && Math.Abs((shuffle * ratio) - 1) < 1e-6 && vision.GridSide % shuffle == 0) return shuffle;
        throw config.Unsupported(
            "downsample_ratio", FormattableString.Invariant($"{ratio}"),
            $"one over a number that divides the {vision.GridSide} patches along a side of its vision tower's input");
    }

    private static void Require(ConfigSection config, string name, string missing, string only)
    {
        var value = config.Text(name, missing);
        if (value != only) throw config.Unsupported(name, value, $"{name} {only}");
    }
}
