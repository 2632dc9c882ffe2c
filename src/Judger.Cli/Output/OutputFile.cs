using Judger.Cli.Commands;
using Judger.Cli.Files;
using Judger.Inference.Files;

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
        catch (Exception exception) when (FileError.Is(exception))
        {
            throw NotWritable(path, exception);
        }
    }

    /// <summary>Writes a file, which appears whole or not at all and replaces one that is there. Where it does not fit, nothing of it is left.</summary>
    /// <exception cref="CliException">The path cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            // What is not a file, such as /dev/stdout, has no place beside it. Through a link, the file that it leads to is replaced.
            if (FolderFile.NotRegular(path) is not null)
            {
                using var device = File.OpenWrite(path);
                write(device);
                return;
            }

            var isLink = new FileInfo(path).LinkTarget is not null;
            Replace(isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : path, write);
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            throw NotWritable(path, exception);
        }
    }

    public static CliException NotWritable(string path, Exception exception) =>
        new($"{path} cannot be written; check the folder, its permissions and the disk. Reason: {FileError.Reason(exception)}.", exception);

    private static void Replace(string path, Action<Stream> write)
    {
        var partial = path + ".partial";
        try
        {
            using (var file = File.Create(partial)) write(file);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            Delete(partial);
            throw;
        }
    }

    private static void Delete(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            // Its folder is not there, or not to be written: the error of the file itself says so.
        }
    }
}
