namespace Judger.Inference.Vision;

/// <summary>What a row or a column of image tokens covers along one axis, in pixels of the original image.</summary>
/// <param name="Start">Where it begins; outside of the image where it covers padding.</param>
/// <param name="End">Where it ends, excluded.</param>
public readonly record struct TokenSpan(double Start, double End);
