using Judger.Core.Judgments;
using Judger.Export.Checkpoints.Fields;

namespace Judger.Export.Checkpoints;

/// <summary>
/// The product's own <c>judger.json</c> beside a checkpoint: how the model wants to be asked, where it looks, what its judgment of itself is worth, and what
/// it knows. Every value is optional.
/// </summary>
internal sealed record JudgerConfig(string? Name, string? Profile, int? AttentionLayer, int? CropWindow, SelfJudgmentCalibration? SelfJudgment, string? Scope)
{
    /// <summary>Most pixels that the model sees of an image, for one whose images keep their own size.</summary>
    public int? MaxPixels { get; init; }

    /// <summary>Its fields.</summary>
    public static FieldTable Table { get; } =
        FieldTable.Lenient(ConfigField.Read("name", "profile", "attention_layer", "crop_window", "self_judgment", "scope", "max_pixels"));

    /// <summary>The fields of <c>self_judgment</c>.</summary>
    public static FieldTable SelfJudgmentTable { get; } = FieldTable.Lenient(ConfigField.Read("threshold"));

    public static JudgerConfig Read(string file, Action<string>? warn = null)
    {
        if (ConfigSection.TryRead(file) is not { } config) return new(null, null, null, null, null, null);
        Table.Check(config, warn);
        return new(
            config.Has("name") ? config.Text("name", "") : null,
            config.Has("profile") ? config.Text("profile", "") : null,
            config.Has("attention_layer") ? config.Integer("attention_layer", 0) : null,
            config.Has("crop_window") ? config.Integer("crop_window", 0) : null,
            config.Has("self_judgment") ? ReadSelfJudgment(config.Section("self_judgment"), warn) : null,
            config.Has("scope") ? config.Text("scope", "") : null)
        {
            MaxPixels = config.Has("max_pixels") ? config.Integer("max_pixels", 0) : null,
        };
    }

    private static SelfJudgmentCalibration ReadSelfJudgment(ConfigSection section, Action<string>? warn)
    {
        SelfJudgmentTable.Check(section, warn);
        if (!section.Has("threshold")) return new(Threshold: null);
        var threshold = section.Number("threshold", 0);
        return threshold is > 0 and <= 1 ? new(threshold) : throw section.Wrong("threshold", "a probability above 0 and at most 1");
    }
}
