using System.Diagnostics;

namespace Judger.Tests.Shared;

/// <summary>A file system of a few pages in memory, which root may mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    public const int Page = 4096;

    private readonly string _location;

    private SmallDisk(string location) => _location = location;

    public string this[string name] => Path.Combine(_location, name);

    /// <summary>Mounts one; skips the running test where that is not allowed.</summary>
    /// <param name="folder">An empty folder's place.</param>
    /// <param name="kilobytes">Its size.</param>
    public static SmallDisk Mount(string folder, int kilobytes)
    {
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", folder) == 0,
            "Only root may mount a small disk.");
        return new(folder);
    }

    /// <summary>Leaves no more than this many bytes free.</summary>
    /// <param name="free">A multiple of <see cref="Page"/>.</param>
    public void Fill(int free)
    {
        using var file = new FileStream(this["fill"], FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[Page];
        try
        {
            while (true) file.Write(page);
        }
        catch (IOException)
        {
            file.SetLength(file.Length - free);
        }
    }

    public void Dispose() => Run("umount", "-l", _location);

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
