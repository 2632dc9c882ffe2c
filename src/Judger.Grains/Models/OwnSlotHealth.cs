using System.Collections.Concurrent;
using Judger.Grains.Slots;
using Microsoft.Extensions.Logging;

namespace Judger.Grains.Models;

/// <summary>Whether the devices of this silo's own slots work, by what the requests to them come to: for readiness and the log. Any thread.</summary>
internal sealed partial class OwnSlotHealth(TimeProvider time, ILogger<OwnSlotHealth> logger)
{
    // More than a question tries, so that one that no device can answer does not make the silo look broken.
    private const int FailuresInARow = 5;

    private static readonly SlotHealthOptions Options = new(FailuresInARow, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));

    private readonly ConcurrentDictionary<SlotKey, SlotHealth> _slots = new();

    /// <summary>The slots whose device has failed again and again, most recently within seconds, each with its last failure.</summary>
    public IReadOnlyList<(SlotKey Slot, string Reason)> Failing =>
        [.. _slots.Select(slot => (slot.Key, slot.Value.OutBecause)).Where(slot => slot.OutBecause is not null).Select(slot => (slot.Key, slot.OutBecause!))];

    public void Succeeded(SlotKey slot)
    {
        if (_slots.TryGetValue(slot, out var health) && health.Succeeded()) LogSlotWorks(slot);
    }

    public void Failed(SlotKey slot, string reason)
    {
        var health = _slots.GetOrAdd(slot, _ => new(Options, time));

        // Requests come as they are routed: each that comes while the slot is out is a try.
        health.TryEnter();
        if (health.Failed(reason)) LogSlotFails(slot, FailuresInARow, reason);
    }

    [LoggerMessage(EventId = 1, EventName = "DeviceFails", Level = LogLevel.Error, Message = "The device of slot {Slot} failed {Failures} times in a "
        + "row. The last failure: {Reason}")]
    private partial void LogSlotFails(SlotKey slot, int failures, string reason);

    [LoggerMessage(EventId = 2, EventName = "DeviceWorksAgain", Level = LogLevel.Information, Message = "The device of slot {Slot} works again")]
    private partial void LogSlotWorks(SlotKey slot);
}
