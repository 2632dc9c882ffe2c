using Judger.Inference.Manifest;

namespace Judger.Inference.Vision;

/// <summary>A part of an image that is split: markers, and behind them the tokens of the image's next tensor.</summary>
/// <param name="Markers">Ids of tokens of the vocabulary.</param>
/// <param name="Encoded">Tokens of the tensor; 0 behind the last one.</param>
internal sealed record ImagePiece(IReadOnlyList<int> Markers, int Encoded)
{
    /// <summary>The pieces of an image, in the order of its prompt.</summary>
    /// <param name="columns">Tiles across.</param>
    /// <param name="rows">Tiles down.</param>
    /// <param name="encoded">Tokens of one tensor.</param>
    /// <param name="markers">What stands around the tensors.</param>
    public static IReadOnlyList<ImagePiece> Of(int columns, int rows, int encoded, ImageMarkers markers)
    {
        var pieces = new List<ImagePiece>();
        if (columns * rows == 1) pieces.Add(new(markers.Alone ?? [], encoded));
        else
        {
            for (var tile = 0; tile < columns * rows; tile++)
            {
                var own = markers.Tile(tile / columns, tile % columns);
                pieces.Add(new(tile == 0 ? [.. markers.Begin ?? [], .. own] : own, encoded));
            }

            pieces.Add(new(markers.Overview ?? [], encoded));
        }

        pieces.Add(new(markers.End ?? [], 0));
        return pieces;
    }
}
