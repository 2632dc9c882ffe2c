using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>What one pass through a model cost; see <see cref="WorkCount"/>. Times are in milliseconds.</summary>
public sealed record WorkJson(
    [property: Description("Images that the vision encoder encoded.")] int ImagesEncoded,
    [property: Description("Tokens of the prompt that were computed.")] int TokensPrefilled,
    [property: Description("Tokens of the prompt that were reused from the KV cache.")] int TokensReused,
    [property: Description("Tokens of the answer.")] int TokensGenerated,
    [property: Description("How long it waited for the device, in milliseconds.")] double QueueMs,
    [property: Description("How long it was on the device, in milliseconds.")] double DeviceMs,
    [property: Description("Images whose encoding was cached.")] int ImagesCached = 0)
{
    /// <summary>Tokens of an earlier answer that were verified behind the prompt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Description("Tokens of the answer before that were verified behind the prompt; absent where there were none.")]
    public int TokensDrafted { get; init; }

    /// <summary>Those of them that the answer has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Description("Those of them that the answer has; absent where there were none.")]
    public int TokensAccepted { get; init; }
}
