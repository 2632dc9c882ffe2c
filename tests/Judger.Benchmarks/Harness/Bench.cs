using Judger.Benchmarks.Models;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Harness;

/// <summary>
/// What the benchmarks of one run share: the models, which are written when they are first asked for and deleted at the end unless a folder is given that
/// keeps them, and how long to measure.
/// </summary>
internal sealed class Bench(bool isQuick, string? models, CancellationToken cancellation) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _models = new(StringComparer.Ordinal);

    public bool IsQuick { get; } = isQuick;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Another llama.cpp than the package's; null for that.</summary>
    public string? LlamaLibrary { get; init; }

    /// <summary>What the names of models contain that are measured, where a benchmark has several; null for all.</summary>
    public string? Only { private get; init; }

    /// <summary>How many threads peers are compared on; null for one and two.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether a model is among those that were asked for.</summary>
    public bool Measures(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    /// <summary>The number of the first round: that before 0 does not count, and a quick run has none.</summary>
    public int FirstRound => IsQuick ? 0 : -1;

    /// <summary>A number of rounds, or the one of a quick run.</summary>
    public int Rounds(int full) => IsQuick ? 1 : full;

    /// <summary>The folder of a random model.</summary>
    public string Model(RandomModel model, ModelPrecision precision = ModelPrecision.Float32, bool isSplit = false) =>
        Folder($"{model.Name}-{precision}{(isSplit ? "-split" : "")}", output => RandomModel.Export(Checkpoint(model), output, precision, isSplit));

    /// <summary>The checkpoint of a random model.</summary>
    public string Checkpoint(RandomModel model) => Folder(model.Name, model.WriteCheckpoint);

    /// <summary>A file or folder that is made from a random model when it is first asked for.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="write">Writes it, given its path.</param>
    public string Made(string name, Action<string> write) => Folder(name, write);

    /// <summary>The same model without the attention row's side branch.</summary>
    public string ModelWithoutRow(RandomModel model) => Folder($"{model.Name}-without-row", output => RowlessModel.Write(Model(model), output));

    public void Dispose() => _folder.Dispose();

    private string Folder(string name, Action<string> write)
    {
        if (_models.TryGetValue(name, out var location)) return location;
        location = models is null ? _folder.PathOf(name) : Path.Combine(Directory.CreateDirectory(models).FullName, name);
        if (!Path.Exists(location))
        {
            var partial = $"{location}.partial";
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            else File.Delete(partial);
            write(partial);
            Directory.Move(partial, location);
        }

        _models.Add(name, location);
        return location;
    }
}
