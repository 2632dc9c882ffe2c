using Judger.Cli.Commands;

namespace Judger.Cli.Hosting;

/// <summary>Reads image files.</summary>
internal static class ImageFile
{
    public static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (Directory.Exists(file.FullName)) throw new CliException($"{file.FullName} is a folder; give an image file.");
        if (!file.Exists) throw new CliException($"{file.FullName} does not exist; check the path.");
        if (file.Length > QuestionLimits.MaxImageBytes)
            throw new CliException($"{file.FullName} has {file.Length:N0} bytes; at most {QuestionLimits.MaxImageBytes:N0} are taken. Scale it down.");
        try
        {
            return await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file.FullName} cannot be read; check its permissions.", exception);
        }
    }
}
