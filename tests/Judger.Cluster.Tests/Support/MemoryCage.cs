using System.Globalization;

namespace Judger.Cluster.Tests.Support;

/// <summary>A control group with a limit of memory, as a container has one: a process that takes more is killed.</summary>
internal sealed class MemoryCage : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;
    private readonly bool _isUnified;

    private MemoryCage(string folder, bool isUnified) => (_folder, _isUnified) = (folder, isUnified);

    /// <summary>The file that a process writes its id into to be in the group.</summary>
    public string Members => Path.Combine(_folder, "cgroup.procs");

    /// <summary>The most bytes that its processes had, the system's cache of their files included.</summary>
    public long Peak => long.Parse(
        File.ReadAllText(Path.Combine(_folder, _isUnified ? "memory.peak" : "memory.max_usage_in_bytes")), CultureInfo.InvariantCulture);

    /// <summary>Makes a group; the test is skipped where that is not allowed.</summary>
    public static MemoryCage Create(long bytes)
    {
        var isUnified = !Directory.Exists(Path.Combine(Root, "memory"));
        var folder = Path.Combine(isUnified ? Root : Path.Combine(Root, "memory"), $"judger-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, isUnified ? "memory.max" : "memory.limit_in_bytes"), bytes.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"A control group with a limit of memory cannot be made here ({exception.Message}); be root of a computer with the memory controller.");
        }

        return new(folder, isUnified);
    }

    /// <summary>Removes the group, which has no processes any more.</summary>
    public void Dispose()
    {
        for (var tries = 0; tries < 50; tries++)
        {
            try
            {
                Directory.Delete(_folder);
                return;
            }
            catch (IOException)
            {
                // A process that was killed takes a moment.
                Thread.Sleep(100);
            }
        }
    }
}
