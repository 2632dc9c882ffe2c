using System.Globalization;
using Judger.Grains.Storage;
using Microsoft.Extensions.Caching.Memory;
using Orleans.Serialization;
using Orleans.Storage;

namespace Judger.Server.Cluster;

/// <summary>
/// Grain state in memory, bounded in bytes and in time: what was used least recently goes first. States are copied, so that a grain shares nothing that
/// changes with what is kept; what cannot change, as an image's bytes, is not copied.
/// </summary>
internal sealed class MemoryStorage(DeepCopier copier, TimeProvider time, long capacity, TimeSpan retention) : IGrainStorage, IDisposable
{
    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = capacity, TrackStatistics = true, Clock = new Clock(time) });
    private readonly Lock _lock = new();
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_entries.TryGetValue((stateName, grainId), out Entry? entry))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (copier.Copy((T)entry!.State), entry.ETag, true);
        }
        else
        {
            (grainState.ETag, grainState.RecordExists) = (null, false);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = copier.Copy(grainState.State)!;
        var size = state is IStoredSize sized ? sized.StoredBytes : 1;
        lock (_lock)
        {
            Check(stateName, grainId, grainState.ETag);
            if (size > capacity) throw new InvalidOperationException($"A state of {size:N0} bytes is larger than the storage's {capacity:N0}.");
            _entries.MakeRoom(size, capacity);
            var etag = (++_version).ToString(CultureInfo.InvariantCulture);
            _entries.Set(
                (stateName, grainId), new Entry(state, etag), new MemoryCacheEntryOptions { Size = size, AbsoluteExpirationRelativeToNow = retention });
            (grainState.ETag, grainState.RecordExists) = (etag, true);
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            Check(stateName, grainId, grainState.ETag);
            _entries.Remove((stateName, grainId));
            (grainState.ETag, grainState.RecordExists) = (null, false);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _entries.Dispose();

    // An entry that is gone by age or for room is no conflict.
    private void Check(string stateName, GrainId grainId, string? etag)
    {
        if (_entries.TryGetValue((stateName, grainId), out Entry? entry) && entry!.ETag != etag)
            throw new InconsistentStateException($"The state {stateName} of {grainId} was written by another activation.", entry.ETag, etag);
    }

    private sealed record Entry(object State, string ETag);

    private sealed class Clock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
