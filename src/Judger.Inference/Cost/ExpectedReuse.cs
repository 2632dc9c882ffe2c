namespace Judger.Inference.Cost;

/// <summary>What a request was expected to compute and to reuse when it began to wait.</summary>
/// <param name="Tail">Positions behind its last image that only it needs.</param>
/// <param name="Reused">Positions that are held, or that another request was to compute.</param>
/// <param name="Images">Images that it was the first to need.</param>
/// <param name="ImagesReused">Images that are held, or that another request was to encode.</param>
internal readonly record struct ExpectedReuse(int Tail, int Reused, int Images, int ImagesReused);
