using System.Diagnostics.Metrics;
using Judger.Inference.Contract;
using Judger.Inference.Devices;

namespace Judger.Grains.Telemetry;

/// <summary>
/// What the silo's engines and GPUs say of themselves whenever somebody asks for metrics. An engine that serves several slots is told under the first.
/// </summary>
internal sealed class EngineInstruments : IDisposable
{
    private const string Device = "judger.device";
    private const string Cache = "judger.cache";
    private const string TokenKind = "judger.token.kind";
    private const string ImageSource = "judger.image.source";

    private readonly IReadOnlyList<ResidentModel> _models;
    private readonly List<(string Device, NvidiaMonitor Monitor)> _gpus = [];

    public EngineInstruments(IMeterFactory factory, IReadOnlyList<ResidentModel> models)
    {
        _models = models;
        var meter = factory.JudgerMeter();
        meter.CreateObservableGauge("judger.slot.queue.length", () => Each(status => status.Waiting), "{request}", "Passes that wait for a lane");
        meter.CreateObservableGauge(
            "judger.slot.queue.positions", () => Each(status => status.WaitingTokens), "{token}", "Positions that waiting passes may need");
        meter.CreateObservableGauge(
            "judger.slot.backlog",
            () => Each(status => status.Backlog.TotalSeconds),
            "s",
            "Estimated time to do the queued work, from the measured costs of encode, prefill and decode");
        meter.CreateObservableGauge("judger.slot.lanes.used", () => Each(status => status.Running), "{lane}", "Lanes with a pass in them");
        meter.CreateObservableGauge("judger.slot.lanes.limit", () => Each(status => status.Lanes), "{lane}", "Lanes");
        meter.CreateObservableGauge(
            "judger.slot.cache.size",
            () => Each(Cache, ("prefix", status => status.PrefixCacheBytes), ("vision", status => status.VisionCacheBytes)),
            "By",
            "Bytes that caches hold");
        meter.CreateObservableGauge(
            "judger.slot.cache.limit",
            () => Each(Cache, ("prefix", status => status.PrefixCacheLimit), ("vision", status => status.VisionCacheLimit)),
            "By",
            "Bytes that caches may hold");
        meter.CreateObservableCounter(
            "judger.slot.busy.time",
            () => Each(status => status.BusyTime.TotalSeconds),
            "s",
            "Time the device spent computing; it grows by one second per second when it is never idle");
        meter.CreateObservableCounter("judger.slot.decode.steps", () => Each(status => status.DecodeSteps), "{step}", "Decode steps");
        meter.CreateObservableCounter(
            "judger.slot.decode.sequences",
            () => Each(status => status.DecodedSequences),
            "{sequence}",
            "Sequences decoded, summed over all decode steps");
        meter.CreateObservableCounter(
            "judger.slot.tokens",
            () => Each(
                TokenKind,
                ("prefilled", status => status.Work.TokensPrefilled),
                ("reused", status => status.Work.TokensReused),
                ("generated", status => status.Work.TokensGenerated)),
            "{token}", "Prompt positions computed and found in the KV cache; tokens written");
        meter.CreateObservableCounter(
            "judger.slot.drafts",
            () => Each(TokenKind, ("verified", status => status.Work.TokensDrafted), ("accepted", status => status.Work.TokensAccepted)),
            "{token}",
            "Tokens of earlier answers that were verified behind prompts, and those of them that answers have");
        meter.CreateObservableCounter(
            "judger.slot.images",
            () => Each(ImageSource, ("encoded", status => status.Work.ImagesEncoded), ("cached", status => status.ImagesCached)),
            "{image}",
            "Images needed by prefills, by where their encodings came from");
        meter.CreateObservableGauge(
            "judger.model.load.duration",
            () => _models.Select(model => Of(model, model.LoadTime.TotalSeconds)),
            "s",
            "How long the model took to become resident");
        Watch(meter);
    }

    public void Dispose()
    {
        foreach (var (_, monitor) in _gpus) monitor.Dispose();
    }

    private void Watch(Meter meter)
    {
        foreach (var device in _models.Select(model => model.Engine.Device).Distinct(StringComparer.Ordinal))
        {
            if (NvidiaMonitor.Open(device) is { } monitor) _gpus.Add((device, monitor));
        }

        if (_gpus.Count == 0) return;
        meter.CreateObservableGauge(
            "judger.device.utilization",
            () => EachGpu(reading => reading.Utilization),
            null,
            "Share of about the last second in which the GPU was busy, from NVML");
        meter.CreateObservableGauge(
            "judger.device.memory.used", () => EachGpu(reading => (double)reading.MemoryUsed), "By", "Device memory in use by all processes, from NVML");
        meter.CreateObservableGauge(
            "judger.device.memory.limit", () => EachGpu(reading => (double)reading.MemoryTotal), "By", "Device memory in total, from NVML");
    }

    private IEnumerable<Measurement<double>> EachGpu(Func<NvidiaReading, double> value)
    {
        foreach (var (device, monitor) in _gpus)
        {
            if (monitor.Read() is { } reading) yield return new(value(reading), new KeyValuePair<string, object?>(Device, device));
        }
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<EngineStatus, T> value)
        where T : struct => _models.Select(model => Of(model, value(model.Engine.Status)));

    private IEnumerable<Measurement<long>> Each(string label, params (string Kind, Func<EngineStatus, long> Value)[] values)
    {
        foreach (var model in _models)
        {
            var status = model.Engine.Status;
            foreach (var (kind, value) in values) yield return new(value(status), new(Labels.Slot, model.Slot.ToString()), new(label, kind));
        }
    }

    private static Measurement<T> Of<T>(ResidentModel model, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>(Labels.Slot, model.Slot.ToString()));
}
