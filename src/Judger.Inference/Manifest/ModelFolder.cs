using System.Globalization;
using System.Text.Json;
using Judger.Inference.Errors;
using Judger.Inference.Files;

namespace Judger.Inference.Manifest;

/// <summary>A folder with a manifest, graphs, embeddings and tokenizer, whose bytes are those that the manifest promises.</summary>
public sealed class ModelFolder
{
    private readonly Dictionary<string, FileStatus> _verified = new(StringComparer.Ordinal);
    private readonly List<Task> _comparing = [];
    private readonly DigestStore? _store;

    private ModelFolder(string path, ModelManifest manifest, DigestStore? store)
    {
        Location = path;
        Manifest = manifest;
        _store = store;
    }

    /// <summary>Full path of the folder.</summary>
    public string Location { get; }

    /// <summary>The manifest, validated.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Opens a folder and compares every file with the manifest.</summary>
    /// <exception cref="ModelFolderException">The folder, the manifest or a file is missing, altered or of another version.</exception>
    public static ModelFolder Open(string path)
    {
        var folder = Begin(path, null);
        folder.RequireVerified();
        return folder;
    }

    /// <summary>
    /// Opens a folder whose weights and embeddings are still being compared with the manifest, so that a model can be made resident meanwhile. Everything that
    /// is parsed is compared already. Nothing may be answered before <see cref="RequireVerified"/>. Large files that a process of this user has compared since
    /// the computer started are not read again.
    /// </summary>
    /// <exception cref="ModelFolderException">The folder, the manifest or a file is missing, altered or of another version.</exception>
    internal static ModelFolder BeginOpen(string path) => Begin(path, DigestStore.Default);

    /// <summary>Waits until every file is compared with the manifest.</summary>
    /// <exception cref="ModelFolderException">A file is altered or cannot be read.</exception>
    internal void RequireVerified()
    {
        // All are awaited before the first error is told: none may read on when the folder is given up.
        try
        {
            Task.WaitAll(_comparing);
        }
        catch (AggregateException)
        {
            foreach (var comparing in _comparing) comparing.GetAwaiter().GetResult();
        }
    }

    /// <summary>Reads a folder's manifest, and nothing else of it.</summary>
    /// <exception cref="ModelFolderException">The folder or the manifest is missing, not valid or of another version.</exception>
    public static ModelManifest ReadManifest(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        return Directory.Exists(path)
            ? Read(path)
            : throw new ModelFolderException($"There is no model folder at {path}: give the folder that `judger export` wrote.");
    }

    /// <summary>Reads a folder's manifest and compares the lengths of its files with it. Their contents are not read.</summary>
    /// <exception cref="ModelFolderException">The folder or the manifest is not valid, or a file is missing or of another length.</exception>
    public static ModelManifest ReadManifestWithLengths(string path)
    {
        var manifest = ReadManifest(path);
        foreach (var (name, expected) in manifest.Files)
        {
            var file = new FileInfo(Path.Combine(Path.GetFullPath(path), name));
            if (!file.Exists) throw Missing(file.FullName);
            if (file.Length != expected.Bytes)
            {
                throw new ModelFolderException(
                    $"{file.FullName} has {file.Length} bytes, the manifest says {expected.Bytes} (altered or cut off): copy it or export the model again.");
            }
        }

        return manifest;
    }

    /// <summary>Writes a folder's manifest, validated first.</summary>
    /// <exception cref="ModelFolderException">The manifest contradicts itself.</exception>
    public static void WriteManifest(string path, ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var file = Path.Combine(path, ModelFileNames.Manifest);
        Validate(file, manifest);

        // A folder may be in use, and must never have half a manifest.
        var partial = $"{file}.partial";
        try
        {
            File.WriteAllText(partial, JsonSerializer.Serialize(manifest, ManifestJson.Default.ModelManifest) + "\n");
            File.Move(partial, file, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Full path of a file of the folder.</summary>
    public string PathOf(string name) => Path.Combine(Location, name);

    /// <summary>The status of a file when it was compared with the manifest.</summary>
    internal FileStatus StatusOf(string name) => _verified[name];

    private static ModelFolder Begin(string path, DigestStore? store)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        var folder = new ModelFolder(path, ReadManifest(path), store);
        var later = new List<(string Path, FileStream File, ModelFile Expected)>();
        try
        {
            foreach (var (name, expected) in folder.Manifest.Files) folder.Check(name, expected, later);
        }
        catch
        {
            foreach (var (_, file, _) in later) file.Dispose();
            throw;
        }

        foreach (var (location, file, expected) in later) folder._comparing.Add(Task.Run(() => folder.Compare(location, file, expected)));
        return folder;
    }

    private static ModelManifest Read(string path)
    {
        var file = Path.Combine(path, ModelFileNames.Manifest);
        try
        {
            var json = FolderFile.ReadAllBytes(file, ModelLimits.ManifestBytes);
            RequireVersion(file, json);
            var manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.ModelManifest) ?? throw new JsonException("it is null");
            Validate(file, manifest);
            return manifest;
        }
        catch (JsonException e)
        {
            throw new ModelFolderException($"{file} is not a model manifest ({ErrorText.Line(e.Message)}): export the model again.", e);
        }
        catch (InvalidOperationException e)
        {
            // What the reader of JSON says of a text with half of a surrogate pair.
            throw new ModelFolderException($"{file} is not a model manifest ({ErrorText.Line(e.Message)}): export the model again.", e);
        }
        catch (FileRefusedException e)
        {
            throw new ModelFolderException($"{file} {e.Message}: give the folder that `judger export` wrote, or a copy of it.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder that people have first is the checkpoint.
            var isCheckpoint = !File.Exists(file) && File.Exists(Path.Combine(path, "config.json"));
            var remedy = isCheckpoint
                ? $"{path} is a checkpoint; make a model folder of it with `judger export --checkpoint {path} --output DIR`."
                : "export the model again, or check the path and its permissions.";
            throw new ModelFolderException($"{file} cannot be read: {remedy}", e);
        }
    }

    // Read before everything else, because a manifest of another version may have other fields.
    private static void RequireVersion(string file, byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var version = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("format_version", out var value) ? value.ToString() : "none";
        var isNumber = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (!isNumber || number is < ModelManifest.OldestVersion or > ModelManifest.CurrentVersion)
        {
            throw new ModelFolderException(
                $"{file} has format version {ErrorText.Line(version)}, this build reads {ModelManifest.OldestVersion} to {ModelManifest.CurrentVersion}: "
                + "export the model again.");
        }
    }

    private static void Validate(string file, ModelManifest manifest)
    {
        var problems = string.Join("; ", ManifestValidator.Problems(manifest));
        if (problems.Length > 0) throw new ModelFolderException($"{file} contradicts itself ({ErrorText.Line(problems)}): export the model again.");
    }

    private static ModelFolderException Missing(string path) =>
        new($"{path} is missing: copy it from where the model came from, or export the model again.");

    private void Check(string name, ModelFile expected, List<(string Path, FileStream File, ModelFile Expected)> later)
    {
        var path = PathOf(name);
        if (!File.Exists(path)) throw Missing(path);
        Reading(path, () =>
        {
            var file = new FileStream(FolderFile.Open(path), FileAccess.Read, bufferSize: 0);
            _verified[name] = FileStatus.Of(file.SafeFileHandle);
            if (file.Length == expected.Bytes && ModelFileNames.IsReadLater(name))
            {
                later.Add((path, file, expected));
                return;
            }

            using (file) RequireSame(path, file, expected);
        });
    }

    private void Compare(string path, FileStream file, ModelFile expected) => Reading(path, () =>
    {
        using (file) RequireSame(path, file, expected);
    });

    private void RequireSame(string path, FileStream file, ModelFile expected)
    {
        // A file of another length is not read: it may be as long as the disk.
        if (file.Length != expected.Bytes || KnownDigests.Sha256(file, store: _store) != expected.Sha256)
            throw new ModelFolderException($"{path} is not the file that the manifest describes (altered or cut off): copy it or export the model again.");
    }

    private static void Reading(string path, Action read)
    {
        try
        {
            read();
        }
        catch (FileRefusedException e)
        {
            throw new ModelFolderException($"{path} {e.Message}: copy the file itself into the model folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFolderException($"{path} cannot be read: check its permissions and the disk.", e);
        }
    }
}
