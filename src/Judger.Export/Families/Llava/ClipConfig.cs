using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Llava;

/// <summary>The CLIP vision tower, as far as its output is used.</summary>
/// <param name="Hidden">Width.</param>
/// <param name="Intermediate">Width of the feed-forward layer.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="UsedLayers">Layers that run: those up to the last one whose output is the feature.</param>
/// <param name="ImageSize">Side of the input in pixels.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="NormEpsilon">Epsilon of LayerNorm.</param>
/// <param name="QuickGelu">x * sigmoid(1.702 x) if true, the exact GELU if not.</param>
internal sealed record ClipConfig(int Hidden, int Intermediate, int Heads, int UsedLayers, int ImageSize, int PatchSize, double NormEpsilon, bool QuickGelu)
{
    /// <summary>Layers of the tower, those behind the last one that runs too.</summary>
    public int AllLayers { get; init; }

    /// <summary>The layers whose outputs stand side by side in the feature, where there are several; the embeddings are layer 0.</summary>
    public IReadOnlyList<int>? SeveralLayers { get; init; }

    /// <summary>The layers whose outputs stand side by side in the feature.</summary>
    public IReadOnlyList<int> FeatureLayers => SeveralLayers ?? [UsedLayers];

    /// <summary>Width of a patch's feature.</summary>
    public int FeatureWidth => FeatureLayers.Count * Hidden;

    public int GridSide => ImageSize / PatchSize;

    public int Patches => GridSide * GridSide;

    /// <summary>Reads a vision configuration, with CLIP ViT-L/14-336's sizes where it is silent.</summary>
    /// <param name="section">Where it stands.</param>
    /// <param name="config">The whole file, which says which layer's output is the feature, or which ones'.</param>
    /// <param name="layerName">The name under which it does.</param>
    /// <param name="imageSize">Side of the input in pixels where the section does not say.</param>
    public static ClipConfig Read(ConfigSection section, ConfigSection config, string layerName = "vision_feature_layer", int imageSize = 336)
    {
        var type = section.Text("model_type", "clip_vision_model");
        if (type != "clip_vision_model") throw section.Unsupported("model_type", type, "a CLIP vision tower (clip_vision_model)");
        LlavaFields.Vision.Check(section);
        var activation = section.Text("hidden_act", "quick_gelu");
        if (activation is not ("quick_gelu" or "gelu")) throw section.Unsupported("hidden_act", activation, "quick_gelu or gelu");

        var layers = section.Integer("num_hidden_layers", 24);
        int[] used = [.. config.Integers(layerName, [-2]).Select(layer => VisionTower.LayerOf(config, layerName, layer, layers))];

        var vision = new ClipConfig(
            section.Integer("hidden_size", 1024), section.Integer("intermediate_size", 4096), section.Integer("num_attention_heads", 16), used.Max(),
            section.Integer("image_size", imageSize), section.Integer("patch_size", 14), section.Number("layer_norm_eps", 1e-5), activation == "quick_gelu")
        {
            AllLayers = layers,
            SeveralLayers = used.Length > 1 ? used : null,
        };
        if (vision.PatchSize < 1 || vision.ImageSize < vision.PatchSize || vision.ImageSize % vision.PatchSize != 0)
        {
            throw section.Unsupported(
                "image_size", $"{vision.ImageSize} with patch_size {vision.PatchSize}", "an image side that is a multiple of the patch side");
        }
        if (vision.Heads < 1 || vision.Hidden < 1 || vision.Hidden % vision.Heads != 0)
            throw section.Unsupported("hidden_size", $"{vision.Hidden} with {vision.Heads} heads", "heads that divide hidden_size");
        section.RequireAtMost(
            ("hidden_size", vision.Hidden, ModelLimits.Width), ("intermediate_size", vision.Intermediate, ModelLimits.Intermediate),
            ("num_hidden_layers", layers, ModelLimits.Layers), ("num_attention_heads", vision.Heads, ModelLimits.Heads),
            ("image_size", vision.ImageSize, ModelLimits.ImageSize));
        if (vision.Intermediate < 1) throw section.Wrong("intermediate_size", "above 0");
        if (vision.Patches > ModelLimits.Patches) throw section.Unsupported("patch_size", $"{vision.PatchSize}", $"at most {ModelLimits.Patches} patches");
        section.RequireWithin("layer_norm_eps", vision.NormEpsilon, ConfigSection.LeastEpsilon, ConfigSection.MostEpsilon);
        return vision;
    }
}
