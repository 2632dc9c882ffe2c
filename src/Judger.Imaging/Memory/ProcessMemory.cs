namespace Judger.Imaging.Memory;

/// <summary>What the process may use.</summary>
public static class ProcessMemory
{
    /// <summary>
    /// The part of what a process may take that .NET's heap takes at most, as .NET has it by default in a container. Decoders, models and threads have
    /// the rest.
    /// </summary>
    public const double HeapShare = 0.75;

    // With less, a budget is not worth its name.
    private const long Least = 64L << 20;

    /// <summary>
    /// The bytes of memory that requests may use: three quarters of a container's limit (what .NET takes of it for its heap), the limit of the heap if that is
    /// set, or the computer's memory.
    /// </summary>
    public static long Limit => Math.Max(Least, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
