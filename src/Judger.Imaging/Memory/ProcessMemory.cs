namespace Judger.Imaging.Memory;

/// <summary>What the process may use.</summary>
public static class ProcessMemory
{
    // Beside them, a budget is not worth its name.
    private const long Least = 64L << 20;

    /// <summary>
    /// The bytes of memory that requests may use: three quarters of a container's limit (what .NET takes of it for its heap), the limit of the heap if that is
    /// set, or the computer's memory.
    /// </summary>
    public static long Limit => Math.Max(Least, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
