namespace Judger.Testing.Routing;

/// <summary>One stage of a question at a device.</summary>
/// <param name="Image">The image.</param>
/// <param name="Crop">The crop behind it, or 0.</param>
/// <param name="IsRow">Whether it is the row of the general prompt, which every question about the image shares and which has no answer.</param>
/// <param name="Asked">When the question was asked: its stages are served as if they had come then.</param>
/// <param name="Done">What is called when it is over.</param>
internal sealed record StageRequest(int Image, long Crop, bool IsRow, double Asked, Action Done)
{
    /// <summary>What is not computed yet, in order: images and crops by their key, and last what stands behind them.</summary>
    public List<(long Key, int Positions)> Missing { get; } = [];

    public double Priority { get; set; }

    /// <summary>Decode steps to come; 0 while the prompt is computed.</summary>
    public int DecodeSteps { get; set; }

    /// <summary>The key of an image without a crop; 0 is none.</summary>
    public static long KeyOf(int image) => (image + 1L) << 32;
}
