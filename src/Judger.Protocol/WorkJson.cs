namespace Judger.Protocol;

/// <summary>What one pass through a model cost; see <see cref="WorkCount"/>. Times are in milliseconds.</summary>
public sealed record WorkJson(
    int ImagesEncoded, int TokensPrefilled, int TokensReused, int TokensGenerated, double QueueMs, double DeviceMs, int ImagesCached = 0);
