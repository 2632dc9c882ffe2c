using System.Collections.Concurrent;
using System.IO.Compression;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;
using Judger.Inference.Tests;

namespace Judger.Export.Tests.Golden;

/// <summary>
/// The vectors of model families that transformers computed, and one export of each family's checkpoint. <c>golden.zip</c> has six families, most of their
/// cases and the sizes of <c>geometry.json</c>, for a fresh clone; the rest lies beside the repository.
/// </summary>
internal static class GoldenFolder
{
    /// <summary>Cases of a family.</summary>
    public const int Cases = 8;

    private static readonly ConcurrentDictionary<(string Family, ModelPrecision Precision), Lazy<string>> Models = new();
    private static readonly TemporaryFolder Exports = new();

    private static readonly Lazy<string> Unpacked = new(() =>
    {
        var folder = Exports.PathOf("golden");
        ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "golden.zip"), folder);
        return folder;
    });

    static GoldenFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Exports.Dispose();

    /// <summary>The path of a file; skips the running test where there is none.</summary>
    public static string Require(string name)
    {
        var path = Path.Combine(Unpacked.Value, name);
        if (File.Exists(path)) return path;
        path = SharedData.Find(Path.Combine("golden", name));
        Assert.SkipWhen(path is null, $"golden/{name} is not beside the repository (shared/data).");
        return path;
    }

    /// <summary>The model folder of a family.</summary>
    public static string Model(string family, ModelPrecision precision = ModelPrecision.Float32)
    {
        var checkpoint = Path.GetDirectoryName(Require($"{family}/checkpoint/config.json"))!;
        return Models.GetOrAdd((family, precision), key => new(() =>
        {
            var output = Exports.PathOf($"{key.Family}-{key.Precision}");
            ModelExporter.Export(new() { Checkpoint = checkpoint, Output = output, AttentionLayer = 1, Precision = key.Precision });
            return output;
        })).Value;
    }
}
