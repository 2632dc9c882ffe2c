using System.Globalization;

namespace Judger.Benchmarks.Peers;

/// <summary>Memory that this process holds, as Linux counts it (proc(5), /proc/pid/status).</summary>
/// <param name="Anonymous">Bytes of its own.</param>
/// <param name="File">Bytes of mapped files, which the system can give back.</param>
internal readonly record struct ResidentMemory(long Anonymous, long File)
{
    public static ResidentMemory Now()
    {
        var lines = System.IO.File.ReadAllLines("/proc/self/status");
        return new(Bytes("RssAnon:"), Bytes("RssFile:"));

        long Bytes(string name) => 1024 * long.Parse(
            lines.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture);
    }

    public static ResidentMemory operator -(ResidentMemory one, ResidentMemory other) => new(one.Anonymous - other.Anonymous, one.File - other.File);
}
