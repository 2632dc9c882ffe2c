namespace Judger.Protocol;

/// <summary>What one pass through a model cost.</summary>
public sealed record WorkJson(int ImagesEncoded, int TokensPrefilled, int TokensReused, int TokensGenerated, double QueueMs, double DeviceMs);
