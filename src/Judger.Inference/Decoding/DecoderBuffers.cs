using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Judger.Inference;

/// <summary>The host's side of the decoder: inputs and outputs of every lane, in the order of lanes, so that a range of lanes is a batch.</summary>
internal sealed class DecoderBuffers : IDisposable
{
    private readonly DecoderGeometry _geometry;
    private readonly KvMemory _memory;
    private readonly OrtMemoryInfo _memoryInfo;
    private readonly int _capacity;
    private readonly float[]?[] _prefillInputs;
    private readonly int _prefillLimit;
    private readonly float[] _stepInputs;
    private readonly float[] _logits;
    private readonly float[] _rows;
    private readonly int[] _lastPositions;

    public DecoderBuffers(DecoderGeometry geometry, KvMemory memory, OrtMemoryInfo memoryInfo, int prefillLimit)
    {
        (_geometry, _memory, _memoryInfo, _prefillLimit) = (geometry, memory, memoryInfo, prefillLimit);
        _capacity = memory.Layout.Capacity;
        _prefillInputs = new float[memory.Lanes][];
        _stepInputs = Pinned<float>(memory.Lanes * geometry.Hidden);
        _logits = Pinned<float>(memory.Lanes * geometry.Vocabulary);
        _rows = Pinned<float>(memory.Lanes * _capacity);
        _lastPositions = Pinned<int>(memory.Lanes);
    }

    public int Hidden => _geometry.Hidden;

    public Memory<float> PrefillInput(int lane, int count) => (_prefillInputs[lane] ??= Pinned<float>(_prefillLimit * Hidden)).AsMemory(0, count * Hidden);

    public Span<float> StepInput(int lane, int past)
    {
        _lastPositions[lane] = past;
        return _stepInputs.AsSpan(lane * Hidden, Hidden);
    }

    public ReadOnlySpan<float> Logits(int lane) => _logits.AsSpan(lane * _geometry.Vocabulary, _geometry.Vocabulary);

    public ReadOnlySpan<float> AttentionRow(int lane) => _rows.AsSpan(lane * _capacity, _capacity);

    /// <summary>The last positions after the coming step of a range of lanes, which is what the graph wants to know of each.</summary>
    public Span<int> LastPositions(int first, int count) => _lastPositions.AsSpan(first, count);

    /// <summary>Binds what does not change from run to run for a range of lanes. The caller disposes the values after the binding.</summary>
    public List<OrtValue> Bind(OrtIoBinding binding, int first, int count)
    {
        var values = new List<OrtValue>();
        Input("seqlens_k", View(_lastPositions, first, count, count));
        binding.BindOutput("logits", Keep(View(_logits, first * _geometry.Vocabulary, count * _geometry.Vocabulary, count, 1, _geometry.Vocabulary)));
        binding.BindOutput("attn_row", Keep(View(_rows, first * _capacity, count * _capacity, count, _capacity)));
        var layout = _memory.Layout;
        var type = layout.ElementBytes == sizeof(float) ? TensorElementType.Float : TensorElementType.Float16;
        for (var plane = 0; plane < layout.Planes; plane++)
        {
            var name = $"{plane / 2}.{(plane % 2 == 0 ? "key" : "value")}";
            var view = OrtValue.CreateTensorValueWithData(
                _memoryInfo, type, [count, layout.Heads, layout.Capacity, layout.HeadSize], _memory.Address(plane, first), count * layout.LaneBytes);
            Input($"past.{name}", view);
            binding.BindOutput($"present.{name}", view);
        }

        return values;

        OrtValue Keep(OrtValue value)
        {
            values.Add(value);
            return value;
        }

        void Input(string name, OrtValue value) => binding.BindInput(name, Keep(value));
    }

    public OrtValue StepInputs(int first, int count) => View(_stepInputs, first * Hidden, count * Hidden, count, 1, Hidden);

    public void Dispose() => _memoryInfo.Dispose();

    public static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);

    public static OrtValue View<T>(T[] buffer, int start, int length, params long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(start, length), shape);
}
