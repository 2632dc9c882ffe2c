namespace Judger.Grains.Routing;

/// <summary>What a slot said last, less what this silo had there itself.</summary>
/// <param name="Others">Requests of other silos.</param>
/// <param name="Backlog">How long the waiting work was to take.</param>
/// <param name="At">When, as a timestamp.</param>
internal sealed record LoadReport(int Others, TimeSpan Backlog, long At);
