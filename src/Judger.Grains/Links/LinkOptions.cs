namespace Judger.Grains.Links;

/// <summary>How silos watch the network between them.</summary>
/// <param name="Silence">How long a silo may say nothing until something is done about it. At least 2 s, or 2 s are taken.</param>
public sealed record LinkOptions(TimeSpan Silence)
{
    internal static LinkOptions Default { get; } = new(TimeSpan.FromSeconds(5));
}
