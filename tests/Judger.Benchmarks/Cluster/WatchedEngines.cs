using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Judger.Core.Prompts;
using Judger.Grains.Engines;
using Judger.Grains.Slots;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Inference.Simulation;

namespace Judger.Benchmarks.Cluster;

/// <summary>
/// Simulated devices that note how long each question was with them, their queue included: what is left of a question's time is not the device's.
/// </summary>
internal sealed partial class WatchedEngines(SimulatedModel model) : IEngineFactory
{
    private readonly ConcurrentDictionary<string, TimeSpan> _times = new(StringComparer.Ordinal);

    /// <summary>What the model's vision encoder sees.</summary>
    public ImagePreprocessing Image { get; } = new() { Size = model.ImageSize };

    public IInferenceEngine Load(SlotOptions slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return new Watched(SimulatedDevice.Start(model, slot.Engine with { Device = slot.Device }), this);
    }

    /// <summary>How long a question, known by its number in brackets, was with devices.</summary>
    public TimeSpan TimeOf(string number) => _times.GetValueOrDefault(number);

    private void Note(Prompt prompt, TimeSpan time)
    {
        var text = string.Concat(prompt.Parts.OfType<PromptPart.Text>().Select(part => part.Value));
        if (Number().Match(text) is { Success: true } match) _times.AddOrUpdate(match.Value, time, (_, before) => before + time);
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Number();

    private sealed class Watched(InferenceEngine engine, WatchedEngines watch) : IInferenceEngine
    {
        public ModelManifest Manifest => engine.Manifest;

        public string Device => engine.Device;

        public EngineStatus Status => engine.Status;

        public EngineHealth Health => engine.Health;

        public async Task<Generation> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                return await engine.GenerateAsync(request, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                watch.Note(request.Prompt, Stopwatch.GetElapsedTime(started));
            }
        }

        public IAsyncEnumerable<TextDelta> StreamAsync(GenerationRequest request, CancellationToken cancellationToken) =>
            engine.StreamAsync(request, cancellationToken);

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }
}
