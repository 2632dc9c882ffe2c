using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>
/// The tokens that a model's prompts have around the tensors of an image that is split (<see cref="Imaging.Preprocessing.ImageSplitting"/>). They belong to
/// the image: its embeddings hold theirs.
/// </summary>
public sealed record ImageMarkers
{
    /// <summary>Before an image that is more than one tile. <value>Default: none.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Begin { get; init; }

    /// <summary>Before the tile of each row and column, line feeds between rows included. <value>Default: none.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>>? Tiles { get; init; }

    /// <summary>Between the last tile and the whole image. <value>Default: none.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Overview { get; init; }

    /// <summary>Before an image that is one tile. <value>Default: none.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Alone { get; init; }

    /// <summary>Behind an image. <value>Default: none.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? End { get; init; }

    /// <summary>Every token, for checks.</summary>
    internal IEnumerable<int> All =>
        [.. Begin ?? [], .. (Tiles ?? []).SelectMany(row => row ?? []).SelectMany(tile => tile ?? []), .. Overview ?? [], .. Alone ?? [], .. End ?? []];

    /// <summary>The tokens before a tile; an image of another grid than the model was made for has none.</summary>
    internal IReadOnlyList<int> Tile(int row, int column) => Tiles is { } tiles && row < tiles.Count && column < tiles[row].Count ? tiles[row][column] : [];
}
