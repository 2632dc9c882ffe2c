using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>What one pass through a model cost; see <see cref="WorkCount"/>. Times are in milliseconds.</summary>
public sealed record WorkJson(
    int ImagesEncoded, int TokensPrefilled, int TokensReused, int TokensGenerated, double QueueMs, double DeviceMs, int ImagesCached = 0)
{
    /// <summary>Tokens of an earlier answer that were verified behind the prompt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int TokensDrafted { get; init; }

    /// <summary>Those of them that the answer has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int TokensAccepted { get; init; }
}
