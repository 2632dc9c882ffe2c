using System.Diagnostics;

namespace Judger.Tests.Shared;

/// <summary>What can stand where a file should: links, pipes, devices.</summary>
internal static class OddFiles
{
    /// <summary>The kinds, and what a message says of each.</summary>
    public static TheoryData<string, string> Kinds => new()
    {
        { "link", "is a link that leads out of its folder" },
        { "pipe", "is a pipe, not a file" },
        { "link to a device", "is a link that leads out of its folder, to /dev/zero" },
    };

    /// <summary>Puts something of a kind where a file is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    public static void Put(string path, string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        switch (kind)
        {
            case "link":
                var elsewhere = $"{Path.GetDirectoryName(path)}-elsewhere";
                File.Move(path, elsewhere, overwrite: true);
                File.CreateSymbolicLink(path, elsewhere);
                break;
            case "pipe":
                File.Delete(path);
                MakePipe(path);
                break;
            default:
                // Nobody but root makes devices; a link to one is a link out of the folder, and refused as such.
                File.Delete(path);
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
        }
    }

    /// <summary>Makes a named pipe.</summary>
    public static void MakePipe(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
