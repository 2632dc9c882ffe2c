using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.LlavaNext;

namespace Judger.Export.Families.LlavaOneVision;

/// <summary>The SigLIP vision tower, as far as its output is used.</summary>
/// <param name="Hidden">Width.</param>
/// <param name="Intermediate">Width of the feed-forward layer.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="FeatureLayers">The layers whose outputs stand side by side in the feature; the embeddings are layer 0.</param>
/// <param name="ImageSize">Side of the input in pixels.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="NormEpsilon">Epsilon of LayerNorm.</param>
/// <param name="Activation">The activation.</param>
internal sealed record SiglipConfig(
    int Hidden, int Intermediate, int Heads, IReadOnlyList<int> FeatureLayers, int ImageSize, int PatchSize, double NormEpsilon, GeluKind Activation)
{
    /// <summary>Width of a patch's feature.</summary>
    public int FeatureWidth => FeatureLayers.Count * Hidden;

    /// <summary>Patches of an image.</summary>
    public int Patches => ImageSize / PatchSize * (ImageSize / PatchSize);

    /// <summary>Reads <c>vision_config</c>: what transformers takes for a field that it leaves out, and for the whole of it.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graph does not have.</exception>
    public static SiglipConfig Read(ConfigSection config)
    {
        var section = config.Section("vision_config");
        var type = section.Text("model_type", "siglip_vision_model");
        if (type != "siglip_vision_model") throw section.Unsupported("model_type", type, "a SigLIP vision tower (siglip_vision_model)");
        LlavaNextFields.Siglip.Check(section);
        var isGiven = config.HasSection("vision_config");
        var activation = section.Text("hidden_act", "gelu_pytorch_tanh") switch
        {
            "gelu_pytorch_tanh" => GeluKind.Tanh,
            "gelu" => GeluKind.Exact,
            "quick_gelu" => GeluKind.Quick,
            var other => throw section.Unsupported("hidden_act", other, "gelu_pytorch_tanh, gelu or quick_gelu"),
        };
        var layers = section.Integer("num_hidden_layers", isGiven ? 12 : 26);
        var vision = new SiglipConfig(
            section.Integer("hidden_size", isGiven ? 768 : 1152),
            section.Integer("intermediate_size", isGiven ? 3072 : 4304),
            section.Integer("num_attention_heads", isGiven ? 12 : 16),
            [.. config.Integers("vision_feature_layer", [-1]).Select(Counted)],
            section.Integer("image_size", isGiven ? 224 : 384),
            section.Integer("patch_size", isGiven ? 16 : 14),
            section.Number("layer_norm_eps", 1e-6),
            activation);
        if (vision.PatchSize < 1 || vision.ImageSize < vision.PatchSize)
            throw section.Unsupported("image_size", $"{vision.ImageSize} with patch_size {vision.PatchSize}", "an image side of at least one patch");
        if (vision.Heads < 1 || vision.Hidden < 1 || vision.Hidden % vision.Heads != 0)
            throw section.Unsupported("hidden_size", $"{vision.Hidden} with {vision.Heads} heads", "heads that divide hidden_size");
        return vision;

        // Over the embeddings and each layer's output, as hidden_states is; negative from the end.
        int Counted(int layer)
        {
            var counted = layer < 0 ? layers + 1 + layer : layer;
            return counted >= 0 && counted <= layers
                ? counted
                : throw config.Unsupported("vision_feature_layer", $"{layer}", $"a layer that its vision tower of {layers} layers has");
        }
    }
}
