using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Judger.Inference.Files;

/// <summary>
/// Opens the files of a folder that came from elsewhere: a checkpoint, a model. Such a folder may hold more than files: a link to a file of somebody else, a
/// pipe that blocks who opens it, a device that never ends.
/// </summary>
public static partial class FolderFile
{
    private const string HubSnapshots = "snapshots";
    private const string HubBlobs = "blobs";

    /// <summary>Why a file must not be opened, as what follows "FILE "; null where it may be, or where there is none.</summary>
    public static string? Problem(string path)
    {
        if (!Path.Exists(path)) return null;
        return OutOfFolder(path) is { } target ? $"is a link that leads out of its folder, to {target}" : NotRegular(path);
    }

    /// <summary>What a path names that is not a regular file, as what follows "FILE "; null where it names one, or nothing.</summary>
    /// <param name="path">The path, whose links are followed.</param>
    /// <param name="allowsPipe">Whether a pipe will do, which can be read once and from its beginning.</param>
    public static string? NotRegular(string path, bool allowsPipe = false) => FileStatus.Of(path).Kind switch
    {
        FileKind.Folder => "is a folder, not a file",
        FileKind.Pipe when !allowsPipe => "is a pipe, not a file",
        FileKind.Device => "is a device, not a file",
        FileKind.Socket => "is a socket, not a file",
        _ => null,
    };

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileRefusedException">It is not a regular file within its folder.</exception>
    public static SafeFileHandle Open(string path) =>
        Problem(path) is { } problem ? throw new FileRefusedException(problem) : File.OpenHandle(path, options: FileOptions.SequentialScan);

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Most bytes that are taken; memory for more is not asked for.</param>
    /// <exception cref="FileRefusedException">It is not a regular file within its folder, or has more bytes.</exception>
    public static byte[] ReadAllBytes(string path, int most)
    {
        using var file = Open(path);
        var length = RandomAccess.GetLength(file);
        if (length > most) throw new FileRefusedException($"has {length:N0} bytes, at most {most:N0} are read");
        var bytes = new byte[length];
        var done = 0;
        while (done < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(done), done) is var read and > 0) done += read;
        return done == bytes.Length ? bytes : bytes[..done];
    }

    /// <summary>Where a file lies when that is not its folder, as links lead; null where it is within.</summary>
    private static string? OutOfFolder(string path)
    {
        if (OperatingSystem.IsWindows() || Path.GetDirectoryName(Path.GetFullPath(path)) is not { } folder) return null;
        var (root, target) = (RealPath(folder, 0), RealPath(path, 0));
        if (root is null || target is null || IsWithin(target, root)) return null;

        // Hugging Face's cache keeps files once, and its snapshots are links to them: models--NAME/snapshots/REVISION/config.json to models--NAME/blobs/DIGEST.
        return Path.GetDirectoryName(root) is { } snapshots && Path.GetFileName(snapshots) == HubSnapshots
            && IsWithin(target, Path.Combine(Path.GetDirectoryName(snapshots)!, HubBlobs)) ? null : target;
    }

    private static bool IsWithin(string path, string folder) => path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + '/', StringComparison.Ordinal);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial string? RealPath(string path, nint buffer);
}
