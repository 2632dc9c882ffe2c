using Judger.Cli.Commands;

namespace Judger.Cli.Output;

/// <summary>Files that a command writes at its end.</summary>
internal static class OutputFile
{
    /// <summary>Fails where a file could not be written, before any work is done for it. What is there already stays as it is.</summary>
    /// <exception cref="CliException">The path cannot be written.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            var isNew = !File.Exists(path);
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew) File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, exception);
        }
    }

    public static CliException NotWritable(string path, Exception exception) =>
        new($"{path} cannot be written; check the folder, its permissions and the disk.", exception);
}
