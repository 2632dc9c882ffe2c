namespace Judger.Grains.Storage;

/// <summary>How long the cluster keeps what it was given.</summary>
/// <param name="Time">How long finished questions and images are kept.</param>
public sealed record RetentionOptions(TimeSpan Time);
