using Judger.Export.Pipeline;

namespace Judger.Export.Output;

/// <summary>A hidden folder beside an output, on the same file system, that takes the output's name once and is deleted if it never does.</summary>
internal sealed class StagingFolder : IDisposable
{
    private readonly string _output;
    private bool _published;

    public StagingFolder(string output)
    {
        _output = output;
        var parent = Path.GetDirectoryName(output) ?? throw new IOException("it is the root of a file system");
        Location = Path.Combine(parent, $".{Path.GetFileName(output)}.{Guid.NewGuid():N}.partial");
        Directory.CreateDirectory(Location);
    }

    public string Location { get; }

    /// <summary>The full path of an output that must not exist yet.</summary>
    /// <exception cref="ExportOutputException">It exists.</exception>
    public static string Unused(string output)
    {
        output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        return Path.Exists(output) ? throw new ExportOutputException($"{output} exists already: delete it, or give another --output.") : output;
    }

    /// <summary>The error of an output on which the file system failed.</summary>
    public static ExportOutputException NotWritable(string output, Exception cause) =>
        new($"{output} cannot be written ({cause.Message.ReplaceLineEndings(" ")}): free space there, or give another --output.", cause);

    /// <exception cref="ExportOutputException">The file system has less room.</exception>
    public void RequireSpace(long bytes)
    {
        var free = new DriveInfo(Location).AvailableFreeSpace;
        if (free < bytes) throw new ExportOutputException($"{_output} needs {bytes:N0} bytes, {free:N0} are free there: free space, or give another --output.");
    }

    public void Publish()
    {
        Directory.Move(Location, _output);
        _published = true;
    }

    public void Dispose()
    {
        if (!_published) Directory.Delete(Location, recursive: true);
    }
}
