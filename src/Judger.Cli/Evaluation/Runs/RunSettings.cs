using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Judger.Inference.Files;

namespace Judger.Cli.Evaluation.Runs;

/// <summary>All that an answer or its score depends on: a run goes on only under the settings with which it began.</summary>
internal sealed record RunSettings
{
    public required string Benchmark { get; init; }

    public required string Metric { get; init; }

    public required string Data { get; init; }

    /// <summary>SHA-256 of the file of questions; null for a folder.</summary>
    public string? DataDigest { get; init; }

    public string? AnnotationsDigest { get; init; }

    public required string Images { get; init; }

    public required IReadOnlyList<string> Stages { get; init; }

    public required string Expert { get; init; }

    public required string Policy { get; init; }

    public required int MaxRounds { get; init; }

    public bool FinalChoice { get; init; }

    public required bool CompatibleCrop { get; init; }

    public required int BudgetSeconds { get; init; }

    /// <summary>The model folder's name, or the name under which a cluster serves the model.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model folder's manifest, which has the digests of the weights.</summary>
    public string? ModelDigest { get; init; }

    /// <summary>Where the membership of the cluster that is asked is kept; null for this process.</summary>
    public string? Cluster { get; init; }

    /// <summary>True when judged answers are scored, so that somebody has to judge.</summary>
    [JsonIgnore]
    public bool IsJudged => Stages.Contains(StageName.Judged);

    /// <summary>True when the expert knows the right answer.</summary>
    [JsonIgnore]
    public bool IsTold => IsJudged && Expert == ExpertNames.Reference;

    /// <summary>SHA-256 of a file, lower-case hexadecimal; null when it cannot be read, which its reader reports.</summary>
    public static string? Digest(string? path)
    {
        try
        {
            // A pipe is left to its reader, who can read it once, and a device has no end.
            if (!File.Exists(path) || FolderFile.NotRegular(path) is not null) return null;
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
