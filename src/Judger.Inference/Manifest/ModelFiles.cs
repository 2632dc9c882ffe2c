using Judger.Inference.Errors;
using Judger.Inference.Files;

namespace Judger.Inference.Manifest;

/// <summary>
/// The files of a loaded model that are read while it answers: weights, which ONNX Runtime maps, and embeddings. They are watched, not copied: a copy would
/// need the memory of a second model, or the disk of one. Before and after each step their status is asked, so that no answer comes from bytes that were
/// exchanged; and where the system grants leases, who would write waits until the engine has stopped (<see cref="FileLease"/>).
/// </summary>
internal sealed class ModelFiles : IDisposable
{
    private readonly List<(WatchedFile File, ModelFile Expected)> _files = [];

    private ModelFiles()
    {
    }

    /// <summary>Watches the files of a folder from here on.</summary>
    /// <exception cref="ModelFolderException">A file cannot be opened, or is not the one any more that was compared with the manifest.</exception>
    public static ModelFiles Watch(ModelFolder folder)
    {
        var files = new ModelFiles();
        try
        {
            foreach (var (name, expected) in folder.Manifest.Files.Where(file => ModelFileNames.IsReadLater(file.Key)))
            {
                var file = new WatchedFile(folder.PathOf(name));
                files._files.Add((file, expected));
                if (!file.Is(folder.StatusOf(name))) throw Changed(file);
            }

            return files;
        }
        catch (IOException e)
        {
            files.Dispose();
            throw new ModelFolderException($"A file of {folder.Location} cannot be opened ({e.Message}): check its permissions and the disk.", e);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The error of a file that was written since the model was loaded; null where none was. Allocates nothing then.</summary>
    public ModelChangedException? Written()
    {
        foreach (var (file, _) in _files)
        {
            if (file.IsWritten) return new(file.Location);
        }

        return null;
    }

    /// <summary>The same, also for a file whose time of writing was set back, or that somebody waits to write. May read a file again.</summary>
    public ModelChangedException? Changed()
    {
        foreach (var (file, expected) in _files)
        {
            if (file.IsChanged(stream => Digests.Sha256(stream) == expected.Sha256)) return new(file.Location);
        }

        return null;
    }

    /// <exception cref="ModelFolderException">A file was written since it was compared with the manifest.</exception>
    public void RequireUnchanged()
    {
        foreach (var (file, _) in _files)
        {
            if (file.IsWritten) throw Changed(file);
        }
    }

    /// <summary>Lets those go on who wait to change a file. Nothing may read the files after this.</summary>
    public void Release()
    {
        foreach (var (file, _) in _files) file.Release();
    }

    public void Dispose()
    {
        foreach (var (file, _) in _files) file.Dispose();
    }

    private static ModelFolderException Changed(WatchedFile file) =>
        new($"{file.Location} was changed while it was being loaded: wait until the model folder is whole, and start again.");
}
