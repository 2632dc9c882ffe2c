using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Families.Llava;
using Judger.Export.Synthetic;

namespace Judger.Export.Tests.Fixtures;

/// <summary>A random checkpoint on the disk, whose configuration files can be changed and read again.</summary>
internal sealed class CheckpointFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _originals = new(StringComparer.Ordinal);

    public CheckpointFolder(TensorNaming naming = TensorNaming.HuggingFace) =>
        new RandomCheckpoint(new() { Naming = naming }).Write(Location);

    public string Location => _folder.PathOf("checkpoint");

    public List<string> Warnings { get; } = [];

    public string PathOf(string file) => Path.Combine(Location, file);

    /// <summary>Changes an object of a file, which is made where it is missing.</summary>
    public void Edit(string file, IEnumerable<string> path, Action<JsonObject> change)
    {
        _originals.TryAdd(file, File.Exists(PathOf(file)) ? File.ReadAllText(PathOf(file)) : null);
        var root = File.Exists(PathOf(file)) ? JsonNode.Parse(File.ReadAllText(PathOf(file)))!.AsObject() : [];
        var section = root;
        foreach (var name in path) section = (section[name] ??= new JsonObject()).AsObject();
        change(section);
        File.WriteAllText(PathOf(file), root.ToJsonString());
    }

    public void Edit(string file, Action<JsonObject> change) => Edit(file, [], change);

    /// <summary>Undoes every change.</summary>
    public void Restore()
    {
        foreach (var (file, text) in _originals)
        {
            if (text is null) File.Delete(PathOf(file));
            else File.WriteAllText(PathOf(file), text);
        }

        Warnings.Clear();
    }

    /// <summary>Reads the checkpoint and hands over what its family made of it.</summary>
    public T Read<T>(Func<LlavaExport, T> get)
    {
        using var checkpoint = Checkpoint.Open(Location, Warnings.Add);
        return get((LlavaExport)ModelFamilies.Of(checkpoint.Config).Read(checkpoint));
    }

    public void Dispose() => _folder.Dispose();
}
