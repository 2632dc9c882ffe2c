using Judger.Server.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Judger.Server.Tests;

/// <summary>State in memory: bounded in bytes and in time, shared with no one, written by one at a time.</summary>
public sealed class MemoryStorageTests : IDisposable
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(1);
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly Clock _clock = new();
    private readonly MemoryStorage _storage;

    public MemoryStorageTests() => _storage = new(_services.GetRequiredService<DeepCopier>(), _clock, capacity: 1000, Retention);

    public void Dispose()
    {
        _storage.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task What_was_written_is_read_and_shares_nothing_that_changes()
    {
        var written = New("a", 10);
        await _storage.WriteStateAsync("test", Id(1), written);
        written.State!.Text = "changed behind its back";

        var read = await ReadAsync(1);

        Assert.Equal((true, "a", written.ETag), (read.RecordExists, read.State!.Text, read.ETag));
        Assert.False((await ReadAsync(2)).RecordExists);
    }

    [Fact]
    public async Task Who_has_not_read_what_is_there_may_not_write_over_it()
    {
        await _storage.WriteStateAsync("test", Id(1), New("first", 10));

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("test", Id(1), New("second", 10)));

        var read = await ReadAsync(1);
        read.State!.Text = "third";
        await _storage.WriteStateAsync("test", Id(1), read);
        Assert.Equal("third", (await ReadAsync(1)).State!.Text);
        await _storage.ClearStateAsync("test", Id(1), read);
        Assert.False((await ReadAsync(1)).RecordExists);
    }

    [Fact]
    public async Task What_is_old_is_gone()
    {
        await _storage.WriteStateAsync("test", Id(1), New("old", 10));
        _clock.Now += Retention + TimeSpan.FromSeconds(1);

        Assert.False((await ReadAsync(1)).RecordExists);
    }

    [Fact]
    public async Task It_never_holds_more_bytes_than_it_may()
    {
        for (var i = 0; i < 50; i++)
        {
            _clock.Now += TimeSpan.FromSeconds(1);
            await _storage.WriteStateAsync("test", Id(i), New("x", 300));
            Assert.True((await ReadAsync(i)).RecordExists, $"{i} was written and is not there.");
        }

        var kept = 0;
        for (var i = 0; i < 50; i++) kept += (await ReadAsync(i)).RecordExists ? 1 : 0;
        Assert.InRange(kept, 1, 3);
    }

    private static GrainId Id(int i) => GrainId.Create("test", i.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static GrainState<Held> New(string text, long bytes) => new() { State = new() { Text = text, StoredBytes = bytes } };

    private async Task<GrainState<Held>> ReadAsync(int i)
    {
        var state = new GrainState<Held> { State = new() };
        await _storage.ReadStateAsync("test", Id(i), state);
        return state;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
