using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Qwen25Vl;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Qwen3Vl;

/// <summary>The vision tower of Qwen3-VL.</summary>
/// <param name="Sizes">Its sizes.</param>
/// <param name="PositionSide">Learned positions along a side of the square that is stretched over an image.</param>
/// <param name="Deepstack">
/// For each feature that goes to a text layer, in order: the tower's layer whose output it is, and the number of its merger.
/// </param>
/// <param name="Activation">The activation of its feed-forward layers.</param>
internal sealed record Qwen3VlTower(QwenVlTower Sizes, int PositionSide, IReadOnlyList<(int Layer, int Merger)> Deepstack, GeluKind Activation)
{
    private static readonly QwenVlTower Missing = new(
        Depth: 27, Hidden: 1152, Intermediate: 4304, Heads: 16, PatchSize: 16, MergeSize: 2, Frames: 2, RopeTheta: 10000);

    /// <summary>Reads <c>vision_config</c>.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graph does not have.</exception>
    public static Qwen3VlTower Read(ConfigSection config, int textHidden, int textLayers)
    {
        var section = config.Section("vision_config");
        var type = section.Text("model_type", "qwen3_vl");
        if (type is not ("qwen3_vl" or "qwen3_vl_vision")) throw section.Unsupported("model_type", type, "Qwen3-VL's vision tower (qwen3_vl_vision)");
        QwenVlFields.DeepTower.Check(section);
        var sizes = QwenVlTower.Read(section, Missing, textHidden);
        var positions = section.Integer("num_position_embeddings", 2304);
        var side = (int)Math.Sqrt(Math.Max(positions, 0));
        if (side < 1 || side > ModelLimits.ImageSize || side * side != positions)
            throw section.Unsupported("num_position_embeddings", $"{positions}", "positions that make a square");
        return new(sizes, side, ReadDeepstack(section, sizes.Depth, textLayers), VisionTower.ReadActivation(section));
    }

    // A merger belongs to a layer by the layer's place in the list, and the features come in the order of layers.
    private static (int Layer, int Merger)[] ReadDeepstack(ConfigSection section, int depth, int textLayers)
    {
        var indices = section.IsEmptyList("deepstack_visual_indexes") ? [] : section.Integers("deepstack_visual_indexes", [8, 16, 24]);
        (int Layer, int Merger)[] features =
            [.. indices.Select((layer, merger) => (layer, merger)).Where(pair => pair.layer >= 0 && pair.layer < depth).DistinctBy(pair => pair.layer).Order()];
        return features.Length <= textLayers ? features : throw section.Unsupported(
            "deepstack_visual_indexes", $"a list of {features.Length} layers", $"at most as many as the text model has, {textLayers}");
    }
}
