namespace Judger.Grains.Storage;

/// <summary>What callers hear of a write that failed.</summary>
internal static class StorageErrors
{
    /// <summary>
    /// The error for a caller: the one that the storage itself gives to callers, or one without the cause's words. Those tell of the inside, such as where the
    /// storage is, and Orleans has logged them.
    /// </summary>
    /// <param name="cause">What the write ended with. Orleans wraps what a storage throws.</param>
    /// <param name="message">What could not be saved, and what to do.</param>
    public static StorageUnavailableException ForCaller(this Exception cause, string message)
    {
        for (var inner = cause; inner is not null; inner = inner.InnerException)
            if (inner is StorageUnavailableException known) return known;
        return new(message);
    }
}
