namespace Judger.Export.Checkpoints;

/// <summary>The product's own <c>judger.json</c> beside a checkpoint: how the model wants to be asked and where it looks. Every value is optional.</summary>
internal sealed record JudgerConfig(string? Name, string? Profile, int? AttentionLayer, int? CropWindow)
{
    public static JudgerConfig Read(string file)
    {
        if (ConfigSection.TryRead(file) is not { } config) return new(null, null, null, null);
        return new(
            config.Has("name") ? config.Text("name", "") : null,
            config.Has("profile") ? config.Text("profile", "") : null,
            config.Has("attention_layer") ? config.Integer("attention_layer", 0) : null,
            config.Has("crop_window") ? config.Integer("crop_window", 0) : null);
    }
}
