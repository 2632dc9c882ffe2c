using Judger.Cli.Commands;

namespace Judger.Cli.Files;

/// <summary>
/// A file that grows by whole lines. A line that does not fit on the disk is taken back, so that the file stays whole and a later run goes on with it;
/// nothing is written after that.
/// </summary>
/// <param name="stream">The file, unbuffered: a line that was written is the system's, whatever happens to this process.</param>
internal sealed class AppendedFile(FileStream stream) : IDisposable
{
    private CliException? _failure;

    /// <summary>The file.</summary>
    public FileStream Stream => stream;

    /// <summary>Whether a line could not be written.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Writes a line at the place where the stream stands, which is the file's end. Not for several threads at once.</summary>
    /// <exception cref="CliException">It cannot be written, or one before it could not.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        if (_failure is not null) throw _failure;
        var end = stream.Position;
        try
        {
            stream.Write(line);
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            TakeBack(end);
            _failure = new CliException(
                $"{stream.Name} cannot be written ({FileError.Reason(exception)}); what is done is kept. Free space there, and give the same command again.",
                exception);
            throw _failure;
        }
    }

    public void Dispose() => stream.Dispose();

    private void TakeBack(long end)
    {
        try
        {
            stream.SetLength(end);
            stream.Position = end;
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            // The half of a line stays; who reads the file drops what has no end.
        }
    }
}
