using Judger.Export.Blocks;

namespace Judger.Export.Families.Gemma3;

/// <summary>The decoder of Gemma 3.</summary>
/// <param name="Text">Its sizes.</param>
/// <param name="Global">For each layer, whether it attends to all positions before; a local one to those within the window.</param>
/// <param name="Window">How many positions a local layer looks back at, its own included.</param>
/// <param name="LocalTheta">The base of the local layers' rotary wavelengths.</param>
/// <param name="GlobalTheta">The base of the global layers'.</param>
/// <param name="GlobalFactor">Divides positions in global layers.</param>
/// <param name="Scale">What scores are multiplied by.</param>
internal sealed record Gemma3Text(
    TextConfig Text, IReadOnlyList<bool> Global, int Window, double LocalTheta, double GlobalTheta, double GlobalFactor, double Scale)
{
    /// <summary>The layer to look with: the global one nearest to where others look, since local ones may not see the image any more.</summary>
    public int LookingLayer => Enumerable.Range(0, Text.Layers)
        .OrderByDescending(layer => Global[layer])
        .ThenBy(layer => Math.Abs(layer - Families.LookingLayer.Of(Text.Layers)))
        .First();
}
