using Judger.Cli.Commands;
using Judger.Cli.Files;
using Judger.Inference.Files;

namespace Judger.Cli.Hosting;

/// <summary>Reads image files.</summary>
internal static class ImageFile
{
    public static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken, bool allowsPipe = false)
    {
        if (Directory.Exists(file.FullName)) throw new CliException($"{file.FullName} is a folder; give an image file.");
        if (!file.Exists) throw new CliException($"{file.FullName} does not exist; check the path.");
        if (FolderFile.NotRegular(file.FullName, allowsPipe) is { } problem) throw new CliException($"{file.FullName} {problem}; give an image file.");
        if (file.Length > QuestionLimits.MaxImageBytes)
            throw new CliException($"{file.FullName} has {file.Length:N0} bytes; at most {QuestionLimits.MaxImageBytes:N0} are taken. Scale it down.");
        return await Task.Run(() => InputFile.ReadAllBytes(file.FullName, QuestionLimits.MaxImageBytes, "check its permissions"), cancellationToken);
    }
}
