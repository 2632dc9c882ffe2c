using Judger.Inference.Devices;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Judger.Export.Tests.Fixtures;

/// <summary>A decoder graph on the CPU as it is, without an engine: any batch, any capacity, a cache of the graph's own number format.</summary>
internal sealed class DecoderSession : IDisposable
{
    private readonly DecoderGeometry _geometry;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly List<(string Past, string Present, OrtValue Buffer)> _cache = [];
    private readonly int _batch;
    private readonly int _capacity;

    public DecoderSession(string folder, ModelManifest manifest, int batch = 1, int? capacity = null)
    {
        (_geometry, _batch, _capacity) = (manifest.Decoder, batch, capacity ?? manifest.Decoder.Context);
        using var options = OnnxSessions.CreateOptions(new() { IntraOpThreads = 1 });
        _session = AttentionKernel.Open(isTiled: false, () => new InferenceSession(Path.Combine(folder, ModelFileNames.Decoder), options));
        var half = manifest.KvType == KeyValueType.Float16;
        for (var i = 0; i < _geometry.Layers; i++)
        {
            foreach (var kind in new[] { "key", "value" })
            {
                var buffer = OrtValue.CreateAllocatedTensorValue(
                    OrtAllocator.DefaultInstance,
                    half ? TensorElementType.Float16 : TensorElementType.Float,
                    [batch, _geometry.KeyValueHeads, _capacity, _geometry.HeadSize]);
                if (half) buffer.GetTensorMutableDataAsSpan<Float16>().Clear();
                else buffer.GetTensorMutableDataAsSpan<float>().Clear();
                _cache.Add(($"past.{i}.{kind}", $"present.{i}.{kind}", buffer));
            }
        }
    }

    /// <summary>Positions that rows are asked for. <value>Default: as many as the longest sequence has.</value></summary>
    public int? RowPositions { get; init; }

    /// <summary>One step of as many positions for every sequence, each behind its own past.</summary>
    /// <param name="past">Positions that each sequence holds already.</param>
    /// <param name="embeddings">Of each sequence, <c>[positions][hidden]</c>.</param>
    /// <returns>Logits and attention row of each sequence's last position.</returns>
    public (float[] Logits, float[] Row)[] Run(int[] past, params IReadOnlyList<double[]>[] embeddings)
    {
        var count = embeddings[0].Count;
        float[] input = [.. embeddings.SelectMany(sequence => sequence).SelectMany(position => position).Select(value => (float)value)];
        var end = past.Max() + count;
        var length = RowPositions ?? end;
        var (logits, rows) = (new float[_batch * _geometry.Vocabulary], new float[_batch * length]);
        using var binding = _session.CreateIoBinding();
        using var x = OrtValue.CreateTensorValueFromMemory(input, [_batch, count, _geometry.Hidden]);
        using var last = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(past, length => length + count - 1), [_batch]);
        using var total = OrtValue.CreateTensorValueFromMemory(new[] { end }, [1]);
        using var asked = OrtValue.CreateTensorValueFromMemory(new[] { length }, [1]);
        using var index = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(count - 1L, _batch).ToArray(), [_batch, 1]);
        using var logitsValue = OrtValue.CreateTensorValueFromMemory(logits, [_batch, 1, _geometry.Vocabulary]);
        using var rowsValue = OrtValue.CreateTensorValueFromMemory(rows, [_batch, length]);
        using var places = Places(past, count);
        if (_geometry.HasGridPositions) binding.BindInput("position_ids", places);
        binding.BindInput("inputs_embeds", x);
        binding.BindInput("seqlens_k", last);
        binding.BindInput("total_sequence_length", total);
        binding.BindInput("last_index", index);
        binding.BindInput("row_positions", asked);
        binding.BindOutput("logits", logitsValue);
        binding.BindOutput("attn_row", rowsValue);
        foreach (var (name, present, buffer) in _cache)
        {
            binding.BindInput(name, buffer);
            binding.BindOutput(present, buffer);
        }

        _session.RunWithBinding(_run, binding);
        return [.. Enumerable.Range(0, _batch)
            .Select(i => (logits[(i * _geometry.Vocabulary)..((i + 1) * _geometry.Vocabulary)], rows[(i * length)..((i + 1) * length)]))];
    }

    // Those of text: time, row and column are the position.
    private OrtValue Places(int[] past, int count)
    {
        long[] places = [.. past.SelectMany(start => Enumerable.Range(start, count)).SelectMany(position => Enumerable.Repeat((long)position, 3))];
        return OrtValue.CreateTensorValueFromMemory(places, [_batch, count, 3]);
    }

    public void Dispose()
    {
        foreach (var (_, _, buffer) in _cache) buffer.Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
