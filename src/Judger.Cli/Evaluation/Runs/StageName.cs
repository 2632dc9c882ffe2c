namespace Judger.Cli.Evaluation.Runs;

/// <summary>The answers of a question that are scored.</summary>
internal static class StageName
{
    /// <summary>From the whole image.</summary>
    public const string Baseline = "baseline";

    /// <summary>From the image and what the model looked at.</summary>
    public const string Crop = "crop";

    /// <summary>After the judgments.</summary>
    public const string Judged = "judged";

    /// <summary>From the image and the box that the benchmark names.</summary>
    public const string Oracle = "oracle";

    public static IReadOnlyList<string> All { get; } = [Baseline, Crop, Judged, Oracle];
}
