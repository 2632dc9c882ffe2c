using Judger.Cli.Commands;
using Judger.Inference.Files;

namespace Judger.Cli.Files;

/// <summary>
/// Opens the files that a command reads. A pipe will do, as a shell makes one for <c>&lt;(command)</c>; a device, which may never end, will not.
/// </summary>
internal static class InputFile
{
    private const string Remedy = "check the path and its permissions";

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="CliException">There is none, it is not a file, or it cannot be read.</exception>
    public static FileStream Open(string path, string remedy = Remedy)
    {
        if (FolderFile.NotRegular(path, allowsPipe: true) is { } problem) throw new CliException($"{path} {problem}; give a file.");
        return Try(path, () => File.OpenRead(path), remedy);
    }

    /// <summary>The bytes of a file; memory for more than the most is not asked for.</summary>
    /// <exception cref="CliException">The file cannot be read, or has more bytes.</exception>
    public static byte[] ReadAllBytes(string path, int most, string remedy = Remedy)
    {
        using var file = Open(path, remedy);
        return Try(path, () => Read(file, path, most), remedy);
    }

    /// <summary>Does something that reads a file.</summary>
    /// <exception cref="CliException">The file cannot be read.</exception>
    public static T Try<T>(string path, Func<T> read, string remedy = Remedy)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            throw new CliException($"{path} cannot be read; {remedy}. Reason: {FileError.Reason(exception)}.", exception);
        }
    }

    private static byte[] Read(FileStream file, string path, int most)
    {
        using var bytes = new MemoryStream();
        var block = new byte[1 << 16];
        for (int read; (read = file.Read(block)) > 0;)
        {
            if (bytes.Length + read > most) throw new CliException($"{path} has more than {most:N0} bytes; it is not the file that is meant.");
            bytes.Write(block, 0, read);
        }

        return bytes.ToArray();
    }
}
