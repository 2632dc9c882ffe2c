using Judger.Benchmarks.Models;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Harness;

/// <summary>
/// What the benchmarks of one run share: the models, which are written when they are first asked for and deleted at the end, and how long to measure.
/// </summary>
internal sealed class Bench(bool isQuick, CancellationToken cancellation) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _models = new(StringComparer.Ordinal);

    public bool IsQuick { get; } = isQuick;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>A number of rounds, or the few of a quick run.</summary>
    public int Rounds(int full) => IsQuick ? 2 : full;

    /// <summary>The folder of a random model.</summary>
    public string Model(RandomModel model, ModelPrecision precision = ModelPrecision.Float32) =>
        Folder($"{model.Name}-{precision}", output => RandomModel.Export(Folder(model.Name, model.WriteCheckpoint), output, precision));

    /// <summary>The same model without the attention row's side branch.</summary>
    public string ModelWithoutRow(RandomModel model) => Folder($"{model.Name}-without-row", output => RowlessModel.Write(Model(model), output));

    public void Dispose() => _folder.Dispose();

    private string Folder(string name, Action<string> write)
    {
        if (_models.TryGetValue(name, out var location)) return location;
        write(location = _folder.PathOf(name));
        _models.Add(name, location);
        return location;
    }
}
