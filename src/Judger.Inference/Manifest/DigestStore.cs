using System.Globalization;
using System.Text;
using Judger.Inference.Files;

namespace Judger.Inference.Manifest;

/// <summary>
/// Digests of large files that processes of one user have computed since the computer started, a line each. After a restart every file is read once more, as
/// its file system may be numbered otherwise, and its disk may have decayed. What cannot be read or written is left: then files are read again. Safe for
/// several threads at once; of processes that write at the same time one may lose a line of another's.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="start">What tells one start of one computer from every other.</param>
internal sealed class DigestStore(string path, string start)
{
    // Smaller files are read in less time than a person notices.
    private const long FewestBytes = 32 << 20;
    private const int MostFiles = 256;
    private const int MostBytes = 1 << 16;
    private const int Fields = 6;
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly Encoding s_encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private readonly Lock _lock = new();
    private Dictionary<FileStatus, string>? _known;

    /// <summary>The store of this user on this computer; null where there is no place for one, or where files have no identity.</summary>
    public static DigestStore? Default { get; } = Location() is { } path && Start() is { } start ? new(path, start) : null;

    /// <summary>The digest of a file with this status; null where it is not known, or the file is not large.</summary>
    public string? Find(FileStatus status)
    {
        if (status.Bytes < FewestBytes) return null;
        lock (_lock) return (_known ??= Read()).GetValueOrDefault(status);
    }

    /// <summary>Keeps the digest of a large file.</summary>
    public void Add(FileStatus status, string digest)
    {
        if (status.Bytes < FewestBytes) return;
        lock (_lock)
        {
            // What other processes have added since is kept.
            _known = Read();
            if (_known.Count >= MostFiles) _known.Clear();
            _known[status] = digest;
            Write(_known);
        }
    }

    private static string? Location()
    {
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (!Path.IsPathFullyQualified(caches ?? ""))
        {
            var home = Environment.GetEnvironmentVariable("HOME");
            if (!Path.IsPathFullyQualified(home ?? "")) return null;
            caches = Path.Combine(home!, ".cache");
        }

        return Path.Combine(caches!, "judger", "digests");
    }

    private static string? Start()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Line(FileStatus status, string digest) =>
        string.Create(CultureInfo.InvariantCulture, $"{status.Device} {status.Node} {status.Bytes} {status.Written} {status.Changed} {digest}");

    private static (FileStatus Status, string Digest)? Parsed(string line)
    {
        var fields = line.Split(' ');
        if (fields.Length != Fields || fields[^1].Length != 64 || !fields[^1].All(char.IsAsciiHexDigitLower)) return null;
        var numbers = new long[Fields - 1];
        for (var i = 0; i < numbers.Length; i++)
            if (!long.TryParse(fields[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i])) return null;
        return (new(FileKind.Regular, numbers[2], numbers[3], numbers[4], numbers[0], numbers[1]), fields[^1]);
    }

    private Dictionary<FileStatus, string> Read()
    {
        var known = new Dictionary<FileStatus, string>();
        try
        {
            var lines = s_encoding.GetString(FolderFile.ReadAllBytes(path, MostBytes)).Split('\n');
            if (lines[0] != start) return known;
            foreach (var line in lines[1..])
                if (Parsed(line) is var (status, digest)) known[status] = digest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FileRefusedException)
        {
            // It need not be there.
        }

        return known;
    }

    private void Write(Dictionary<FileStatus, string> known)
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnFile;
            using (var writer = new StreamWriter(partial, s_encoding, options))
            {
                writer.NewLine = "\n";
                writer.WriteLine(start);
                foreach (var (status, digest) in known) writer.WriteLine(Line(status, digest));
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that is full or read-only: the next process reads the files again.
        }
    }
}
