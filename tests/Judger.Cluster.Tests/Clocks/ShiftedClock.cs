using System.Diagnostics;

namespace Judger.Cluster.Tests.Clocks;

/// <summary>The wall clock of a process that can be set, while the computer's own goes on.</summary>
internal sealed class ShiftedClock : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("judger-clock-").FullName;

    private ShiftedClock()
    {
    }

    /// <summary>What the process has to have in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["CLOCK_SHIFT"] = Shift };

    private string Library => Path.Combine(_folder, "clock-shift.so");

    private string Shift => Path.Combine(_folder, "shift");

    /// <summary>A clock that is right; skips the running test where gcc is missing.</summary>
    public static ShiftedClock Create()
    {
        Assert.SkipUnless(
            (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(part => File.Exists(Path.Combine(part, "gcc"))),
            "gcc is not installed (Debian: apt-get install gcc libc6-dev).");
        var clock = new ShiftedClock();
        using var gcc = Process.Start("gcc", ["-shared", "-fPIC", "-o", clock.Library, Path.Combine(AppContext.BaseDirectory, "Clocks", "clock-shift.c")]);
        gcc.WaitForExit();
        Assert.Equal(0, gcc.ExitCode);
        clock.Set(TimeSpan.Zero);
        return clock;
    }

    /// <summary>Sets the clock to so much after the right time, or before it.</summary>
    public void Set(TimeSpan shift)
    {
        // The process has the file mapped.
        using var file = new FileStream(Shift, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes((long)shift.TotalSeconds));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
