using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.SmolVlm;

/// <summary>The tokens around the tiles of an image, as Idefics3Processor and SmolVLMProcessor write them.</summary>
internal static class SmolVlmMarkers
{
    private const string Around = "<fake_token_around_image>";
    private const string Whole = "<global-img>";

    /// <summary>The ids of all of them: each row of tiles is a line, and an empty line stands before the whole image.</summary>
    public static ImageMarkers Read(TokenizerFacts tokenizer, ImagePreprocessing image)
    {
        tokenizer.IdOf(Around);
        var side = image.Splitting is { Rule: SplitRule.LongestEdge } splitting ? splitting.MostAlong(image.Size) : 0;
        return new()
        {
            Tiles = side < 2 ? null : [.. Enumerable.Range(1, side).Select(row => Enumerable.Range(1, side).Select(column => Tile(row, column)).ToArray())],
            Overview = side < 2 ? null : tokenizer.IdsOf($"\n\n{Around}{Whole}"),
            Alone = tokenizer.IdsOf(Around + Whole),
            End = tokenizer.IdsOf(Around),
        };

        IReadOnlyList<int> Tile(int row, int column) => tokenizer.IdsOf($"{(row > 1 && column == 1 ? "\n" : "")}{Around}<row_{row}_col_{column}>");
    }
}
