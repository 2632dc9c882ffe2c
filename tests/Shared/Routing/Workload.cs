using System.Globalization;

namespace Judger.Testing.Routing;

/// <summary>Who asks what.</summary>
internal sealed record Workload
{
    public int Nodes { get; init; } = 8;

    public int DevicesPerNode { get; init; } = 8;

    /// <summary>All questions.</summary>
    public int Questions { get; init; } = 60_000;

    /// <summary>Questions at the beginning that fill the caches and are not measured.</summary>
    public int WarmUp { get; init; } = 20_000;

    /// <summary>Measured questions that are about an image asked about before.</summary>
    public double Repeats { get; init; } = 0.5;

    /// <summary>Exponent of the images' popularity.</summary>
    public double Zipf { get; init; } = 0.8;

    /// <summary>Questions that are the image's usual one, whose crop may be known.</summary>
    public double UsualQuestions { get; init; } = 0.2;

    public int Seed { get; init; } = 1;

    public int Devices => Nodes * DevicesPerNode;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Nodes} nodes of {DevicesPerNode} devices; {Questions} questions at random nodes, the first {WarmUp} not measured; images by Zipf's law, exponent "
        + $"{Zipf}, as many as make {Repeats:P0} of the "
        + $"measured questions be about an image asked about before; {UsualQuestions:P0} ask the image's usual question");
}
