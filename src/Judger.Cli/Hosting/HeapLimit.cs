using Judger.Imaging.Memory;

namespace Judger.Cli.Hosting;

/// <summary>Tells the garbage collector what the process may take, where a configuration says so. In a container it knows by itself.</summary>
internal static class HeapLimit
{
    private const string Setting = "GCHeapHardLimit";

    /// <summary>Sets the limit of the heap.</summary>
    /// <param name="bytes">What the process may take; null changes nothing.</param>
    public static void Apply(long? bytes)
    {
        if (bytes is not { } limit) return;
        AppContext.SetData(Setting, (ulong)(limit * ProcessMemory.HeapShare));
        GC.RefreshMemoryLimit();
    }
}
