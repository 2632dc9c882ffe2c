using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;

namespace Judger.Export.Families.LlavaNext;

/// <summary>What <c>config.json</c> says of a model that shows images in tiles, but for its tower.</summary>
internal sealed record TiledConfig
{
    /// <summary>The decoder.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>Its <c>model_type</c>.</summary>
    public required string TextType { get; init; }

    /// <summary>The token that stands for an image in Hugging Face's prompts.</summary>
    public required int ImageToken { get; init; }

    /// <summary>Height and width of each canvas.</summary>
    public required IReadOnlyList<int[]> Canvases { get; init; }

    /// <summary>Whether the projector's layers have biases.</summary>
    public required bool ProjectorBias { get; init; }

    /// <summary>Reads the file.</summary>
    /// <param name="config">The file.</param>
    /// <param name="texts">The text models that the family has; the first one is taken where none is named.</param>
    /// <param name="selection">What is taken of the tower's output.</param>
    /// <param name="imageToken">The image token where it is not named.</param>
    /// <param name="canvases">The canvases where none are named.</param>
    /// <param name="warn">Is called with fields that are not known.</param>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static TiledConfig Read(
        ConfigSection config, TextDefaults[] texts, string selection, int imageToken, IReadOnlyList<int[]> canvases, Action<string>? warn)
    {
        LlavaNextFields.Config.Check(config, warn);
        Require(config, "vision_feature_select_strategy", selection);
        Require(config, "projector_hidden_act", "gelu");
        var text = config.Section("text_config");
        LlavaNextFields.Text.Check(text, warn);
        var type = text.Text("model_type", texts[0].Type);
        var defaults = texts.FirstOrDefault(known => known.Type == type)
            ?? throw text.Unsupported("model_type", type, $"a text model of {string.Join(" or ", texts.Select(known => known.Type))}");
        return new()
        {
            Text = LlamaConfig.Read(text, config.Flag("tie_word_embeddings", false), defaults, config),
            TextType = type,
            ImageToken = config.Integer("image_token_index", config.Integer("image_token_id", imageToken)),
            Canvases = config.Has("image_grid_pinpoints") ? config.IntegerLists("image_grid_pinpoints", 2) : canvases,
            ProjectorBias = config.Flag("multimodal_projector_bias", true),
        };
    }

    private static void Require(ConfigSection config, string name, string only)
    {
        var value = config.Text(name, only);
        if (value != only) throw config.Unsupported(name, value, only);
    }
}
