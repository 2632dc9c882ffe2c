using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Judger.Inference;

/// <summary>
/// The decoder graph. The same buffers are bound as past and present, so that keys and values are appended in place and any prefix can be continued. A
/// decode step reuses a binding made once and allocates nothing.
/// </summary>
internal sealed class OnnxDecoder : IDecoder
{
    private const string Embeddings = "inputs_embeds";

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding _prefill;
    private readonly OrtIoBinding _decode;
    private readonly List<OrtValue> _values = [];
    private readonly int _hidden;
    private readonly float[] _input;
    private readonly float[] _logits;
    private readonly float[] _row;
    private readonly int[] _lastPosition = Pinned<int>(1);
    private readonly int[] _total = Pinned<int>(1);
    private readonly long[] _lastIndex = Pinned<long>(1);

    public OnnxDecoder(InferenceSession session, DecoderGeometry geometry)
    {
        _session = session;
        _hidden = geometry.Hidden;
        _input = Pinned<float>(geometry.Context * geometry.Hidden);
        _logits = Pinned<float>(geometry.Vocabulary);
        _row = Pinned<float>(geometry.Context);
        _prefill = session.CreateIoBinding();
        _decode = session.CreateIoBinding();
        _decode.BindInput(Embeddings, Keep(View(_input, 1, 1, _hidden)));
        BindInput("seqlens_k", View(_lastPosition, 1));
        BindInput("total_sequence_length", View(_total, 1));
        BindInput("last_index", View(_lastIndex, 1, 1));
        BindOutput("logits", View(_logits, 1, 1, geometry.Vocabulary));
        BindOutput("attn_row", View(_row, 1, geometry.Context));
        for (var layer = 0; layer < geometry.Layers; layer++)
        {
            foreach (var kind in new[] { "key", "value" })
            {
                var buffer = OrtValue.CreateAllocatedTensorValue(
                    OrtAllocator.DefaultInstance, TensorElementType.Float, [1, geometry.KeyValueHeads, geometry.Context, geometry.HeadSize]);
                buffer.GetTensorMutableDataAsSpan<float>().Clear();
                BindInput($"past.{layer}.{kind}", buffer);
                foreach (var binding in Bindings) binding.BindOutput($"present.{layer}.{kind}", buffer);
            }
        }
    }

    public ReadOnlySpan<float> Logits => _logits;

    public ReadOnlySpan<float> AttentionRow => _row;

    private OrtIoBinding[] Bindings => [_prefill, _decode];

    public Span<float> Input(int count) => _input.AsSpan(0, count * _hidden);

    public void Append(int past, int count)
    {
        _lastPosition[0] = past + count - 1;
        _total[0] = past + count;
        _lastIndex[0] = count - 1;
        if (count == 1)
        {
            _session.RunWithBinding(_run, _decode);
            return;
        }

        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _input.AsMemory(0, count * _hidden), [1, count, _hidden]);
        _prefill.BindInput(Embeddings, input);
        _session.RunWithBinding(_run, _prefill);
    }

    public void Dispose()
    {
        foreach (var binding in Bindings) binding.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);

    private static OrtValue View<T>(T[] buffer, params long[] shape)
        where T : unmanaged
    {
        var length = (int)shape.Aggregate(1L, (product, size) => product * size);
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, length), shape);
    }

    private OrtValue Keep(OrtValue value)
    {
        _values.Add(value);
        return value;
    }

    private void BindInput(string name, OrtValue value)
    {
        Keep(value);
        foreach (var binding in Bindings) binding.BindInput(name, value);
    }

    private void BindOutput(string name, OrtValue value)
    {
        Keep(value);
        foreach (var binding in Bindings) binding.BindOutput(name, value);
    }
}
