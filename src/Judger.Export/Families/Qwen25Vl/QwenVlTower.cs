using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>The sizes that the vision towers of Qwen-VL share.</summary>
/// <param name="Depth">Layers.</param>
/// <param name="Hidden">Width.</param>
/// <param name="Intermediate">Width of the feed-forward layer.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="MergeSize">Patches along a side of one token.</param>
/// <param name="Frames">Pictures in one patch.</param>
/// <param name="RopeTheta">The base of the rotary wavelengths.</param>
internal sealed record QwenVlTower(
    int Depth, int Hidden, int Intermediate, int Heads, int PatchSize, int MergeSize, int Frames, double RopeTheta)
{
    /// <summary>The epsilon of its norms, which stands in the code and in no file.</summary>
    public const double NormEpsilon = 1e-6;

    private const int MostPatchSide = 1 << 8, MostMerge = 1 << 4;

    /// <summary>Width of one head.</summary>
    public int HeadSize => Hidden / Heads;

    /// <summary>Numbers of one patch.</summary>
    public int PatchLength => 3 * Frames * PatchSize * PatchSize;

    /// <summary>Patches of one token.</summary>
    public int PatchesOfToken => MergeSize * MergeSize;

    /// <summary>Reads <c>vision_config</c>.</summary>
    /// <param name="section">Where it stands.</param>
    /// <param name="missing">What transformers takes for a field that it leaves out.</param>
    /// <param name="textHidden">Width of the text model, to which features are projected.</param>
    /// <exception cref="CheckpointException">It asks for something that the graph does not have.</exception>
    public static QwenVlTower Read(ConfigSection section, QwenVlTower missing, int textHidden)
    {
        var tower = new QwenVlTower(
            section.Integer("depth", missing.Depth),
            section.Integer("hidden_size", missing.Hidden),
            section.Integer("intermediate_size", missing.Intermediate),
            section.Integer("num_heads", missing.Heads),
            section.Integer("patch_size", missing.PatchSize),
            section.Integer("spatial_merge_size", missing.MergeSize),
            section.Integer("temporal_patch_size", missing.Frames),
            ReadTheta(section, missing.RopeTheta));
        if (new[] { tower.Depth, tower.Hidden, tower.Intermediate, tower.Heads, tower.PatchSize, tower.MergeSize, tower.Frames }.Min() < 1)
            throw section.Wrong("one of its sizes", "above 0");
        section.RequireAtMost(
            ("depth", tower.Depth, ModelLimits.Layers), ("hidden_size", tower.Hidden, ModelLimits.Width),
            ("intermediate_size", tower.Intermediate, ModelLimits.Intermediate), ("num_heads", tower.Heads, ModelLimits.Heads),
            ("patch_size", tower.PatchSize, MostPatchSide), ("spatial_merge_size", tower.MergeSize, MostMerge),
            ("temporal_patch_size", tower.Frames, ModelLimits.Frames));

        // A head has two halves, and each of them as many dimensions for rows as for columns.
        if (tower.Hidden % tower.Heads != 0 || tower.HeadSize % 4 != 0)
            throw section.Unsupported("hidden_size", $"{tower.Hidden} with {tower.Heads} heads", "heads of a multiple of 4 that divide hidden_size");
        var output = section.Integer("out_hidden_size", textHidden);
        if (output != textHidden) throw section.Unsupported("out_hidden_size", $"{output}", $"the text model's hidden_size, {textHidden}");
        section.RequireWithin("rope_theta", tower.RopeTheta, 1, ConfigSection.MostRopeTheta);
        return tower;
    }

    private static double ReadTheta(ConfigSection section, double missing)
    {
        var rope = section.Section("rope_parameters");
        QwenVlFields.VisionRope.Check(rope);
        return rope.Number("rope_theta", section.Number("rope_theta", missing));
    }
}
