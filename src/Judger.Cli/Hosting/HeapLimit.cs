namespace Judger.Cli.Hosting;

/// <summary>Tells the garbage collector what the process may take, where a configuration says so. In a container it knows by itself.</summary>
internal static class HeapLimit
{
    private const string Setting = "GCHeapHardLimit";

    // What the collector takes of a container's memory by default; decoders and models have theirs outside of the heap.
    private const double Share = 0.75;

    /// <summary>Sets the limit of the heap.</summary>
    /// <param name="bytes">What the process may take; null changes nothing.</param>
    public static void Apply(long? bytes)
    {
        if (bytes is not { } limit) return;
        AppContext.SetData(Setting, (ulong)(limit * Share));
        GC.RefreshMemoryLimit();
    }
}
