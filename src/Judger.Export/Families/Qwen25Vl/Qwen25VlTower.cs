using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>The vision tower of Qwen2.5-VL.</summary>
/// <param name="Sizes">Its sizes.</param>
/// <param name="WindowTokens">Tokens along a side of a window.</param>
/// <param name="FullLayers">The layers, 0-based, that see the whole image.</param>
internal sealed record Qwen25VlTower(QwenVlTower Sizes, int WindowTokens, IReadOnlySet<int> FullLayers)
{
    private const int DefaultWindow = 112;

    private static readonly QwenVlTower Missing = new(
        Depth: 32, Hidden: 3584, Intermediate: 3420, Heads: 16, PatchSize: 14, MergeSize: 2, Frames: 2, RopeTheta: 10000);

    /// <summary>Reads <c>vision_config</c>.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graph does not have.</exception>
    public static Qwen25VlTower Read(ConfigSection config, int textHidden)
    {
        var section = config.Section("vision_config");
        var type = section.Text("model_type", "qwen2_5_vl");
        if (type is not ("qwen2_5_vl" or "qwen2_5_vl_vision")) throw section.Unsupported("model_type", type, "Qwen2.5-VL's vision tower (qwen2_5_vl_vision)");
        QwenVlFields.WindowTower.Check(section);
        var activation = section.Text("hidden_act", "silu");
        if (activation != "silu") throw section.Unsupported("hidden_act", activation, "silu");
        var sizes = QwenVlTower.Read(section, Missing, textHidden);
        var window = section.Integer("window_size", DefaultWindow) / sizes.MergeSize / sizes.PatchSize;
        if (window is < 1 or > ModelLimits.WindowTokens)
            throw section.Unsupported("window_size", $"{section.Integer("window_size", DefaultWindow)}", "windows of 1 to 64 tokens a side");
        return new(sizes, window, section.Integers("fullatt_block_indexes", [7, 15, 23, 31]).ToHashSet());
    }
}
