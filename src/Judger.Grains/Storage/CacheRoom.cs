using Microsoft.Extensions.Caching.Memory;

namespace Judger.Grains.Storage;

/// <summary>Room in bounded caches.</summary>
public static class CacheRoom
{
    private const double Portion = 0.05;

    /// <summary>
    /// Removes what was used least recently until an entry fits. The cache would make room by itself, but later: until then it would keep neither the new entry
    /// nor the one that it replaces.
    /// </summary>
    /// <param name="cache">The cache, which tracks its statistics.</param>
    /// <param name="size">The new entry's size.</param>
    /// <param name="capacity">The cache's.</param>
    public static void MakeRoom(this MemoryCache cache, long size, long capacity)
    {
        while (cache.Count > 0 && cache.GetCurrentStatistics()!.CurrentEstimatedSize + size > capacity) cache.Compact(Math.Max(Portion, 1.0 / cache.Count));
    }
}
