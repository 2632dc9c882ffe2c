using System.Collections.Concurrent;
using Judger.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Decoding;

/// <summary>
/// Inputs and outputs for the logits of several positions. Prefills with a draft take one and give it back, so that there are as many as run at a time and not
/// one for each lane: with a large vocabulary each is megabytes.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="vocabulary">Size of the vocabulary.</param>
/// <param name="limit">Most tokens of a draft.</param>
internal sealed class DraftBuffers(IDevice device, int vocabulary, int limit) : IDisposable
{
    private readonly ConcurrentBag<DraftBuffer> _free = [];

    /// <summary>Takes a buffer; disposing it gives it back.</summary>
    public DraftBuffer Take() => _free.TryTake(out var buffer) ? buffer : new(device, vocabulary, limit, _free);

    public void Dispose()
    {
        while (_free.TryTake(out var buffer)) buffer.Free();
    }

    internal sealed class DraftBuffer(IDevice device, int vocabulary, int limit, ConcurrentBag<DraftBuffer> home) : IDraftLogits
    {
        private readonly DeviceBuffer<long> _indices = device.Allocate<long>(limit + 1);
        private readonly DeviceBuffer<float> _logits = device.Allocate<float>((limit + 1) * vocabulary);

        public ReadOnlySpan<float> this[int drafted] => _logits.Receive(drafted * vocabulary, vocabulary);

        /// <summary>Binds indices of successive positions and their logits. The caller disposes the values after the run.</summary>
        /// <param name="binding">The prefill's binding.</param>
        /// <param name="row">Where the first one's logits go: 0 for the prompt's last position, i for the i-th token of the draft.</param>
        /// <param name="rows">How many.</param>
        /// <param name="first">The first one's index among the positions of the run.</param>
        public (OrtValue Indices, OrtValue Logits) Bind(OrtIoBinding binding, int row, int rows, int first)
        {
            _indices.AwaitSent();
            for (var i = 0; i < rows; i++) _indices.Host[row + i] = first + i;
            _indices.Send(row, rows);
            _logits.Expect(row * vocabulary, rows * vocabulary);
            var bound = (
                Indices: _indices.View(row, rows, 1, rows), Logits: _logits.View(row * vocabulary, rows * vocabulary, 1, rows, vocabulary));
            binding.BindInput("last_index", bound.Indices);
            binding.BindOutput("logits", bound.Logits);
            return bound;
        }

        public void Dispose() => home.Add(this);

        public void Free()
        {
            _indices.Dispose();
            _logits.Dispose();
        }
    }
}
