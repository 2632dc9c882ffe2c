using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Families.Qwen25Vl;
using Judger.Export.Tests.Fixtures;
using Judger.Export.Tests.Golden;

namespace Judger.Export.Tests.QwenVl;

/// <summary>A copy of a vector's checkpoint whose configuration files can be changed.</summary>
internal sealed class GoldenCheckpoint : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GoldenCheckpoint(string family)
    {
        var source = Path.GetDirectoryName(GoldenFolder.Require($"{family}/checkpoint/config.json"))!;
        Directory.CreateDirectory(Location);

        // Not as copies, which could not be changed where the vectors cannot.
        foreach (var file in Directory.EnumerateFiles(source)) File.WriteAllBytes(PathOf(Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    public string Location => _folder.PathOf("checkpoint");

    public List<string> Warnings { get; } = [];

    public string PathOf(string file) => Path.Combine(Location, file);

    /// <summary>Changes a file, which is made where it is missing.</summary>
    public GoldenCheckpoint Edit(string file, Action<JsonObject> change)
    {
        var root = File.Exists(PathOf(file)) ? JsonNode.Parse(File.ReadAllText(PathOf(file)))!.AsObject() : [];
        change(root);
        File.WriteAllText(PathOf(file), root.ToJsonString());
        return this;
    }

    public T Read<T>(Func<QwenVlExport, T> get)
    {
        using var checkpoint = Checkpoint.Open(Location, Warnings.Add);
        return get((QwenVlExport)ModelFamilies.Of(checkpoint.Config).Read(checkpoint));
    }

    public string Refusal() => Assert.Throws<CheckpointException>(() => Read(model => model.Facts)).Message;

    public void Dispose() => _folder.Dispose();
}
