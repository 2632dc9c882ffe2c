using Judger.Inference.Devices;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Decoding;

/// <summary>The decoder's inputs and outputs of every lane, in the order of lanes, so that a range of lanes is a batch.</summary>
internal sealed class DecoderBuffers : IDisposable
{
    private readonly IDevice _device;
    private readonly DecoderGeometry _geometry;
    private readonly KvMemory _memory;
    private readonly int _capacity;
    private readonly int _prefillLimit;
    private readonly DeviceBuffer<float>?[] _prefillInputs;
    private readonly DeviceBuffer<float> _stepInputs;

    // Times, rows and columns, where the decoder takes them.
    private readonly DeviceBuffer<long>?[] _prefillPlaces;
    private readonly DeviceBuffer<long>? _stepPlaces;
    private readonly DeviceBuffer<float> _logits;
    private readonly DeviceBuffer<float> _rows;
    private readonly DeviceBuffer<float> _unwantedRows;
    private readonly DeviceBuffer<int> _lastPositions;
    private readonly DeviceBuffer<long> _lastIndices;
    private readonly DeviceBuffer<long> _firstIndices;

    public DecoderBuffers(IDevice device, DecoderGeometry geometry, KvMemory memory, int prefillLimit)
    {
        (_device, _geometry, _memory, _prefillLimit) = (device, geometry, memory, prefillLimit);
        _capacity = memory.Layout.Capacity;
        _prefillInputs = new DeviceBuffer<float>[device.IsSerial ? 1 : memory.Lanes];
        _stepInputs = device.Allocate<float>(memory.Lanes * geometry.InputWidth);
        _prefillPlaces = new DeviceBuffer<long>[_prefillInputs.Length];
        if (geometry.HasGridPositions) _stepPlaces = device.Allocate<long>(memory.Lanes * GridPosition.Axes);
        _logits = device.Allocate<float>(memory.Lanes * geometry.Vocabulary);
        _rows = device.Allocate<float>(memory.Lanes * _capacity);
        _unwantedRows = device.AllocateHidden<float>(memory.Lanes);
        _lastPositions = device.Allocate<int>(memory.Lanes);
        _lastIndices = device.Allocate<long>(memory.Lanes);
        _firstIndices = device.Allocate<long>(memory.Lanes);
        Sight = geometry.SeesWholeImages ? new(device, memory.Lanes, prefillLimit) : null;
    }

    /// <summary>Width of a position's input.</summary>
    public int Width => _geometry.InputWidth;

    /// <summary>What a decoder that sees images as a whole takes besides; null for others.</summary>
    public ImageSight? Sight { get; }

    public int Capacity => _capacity;

    public Span<float> PrefillInput(int lane, int count)
    {
        var input = PrefillBuffer(lane);
        input.AwaitSent();
        return input.Host[..(count * Width)];
    }

    public Span<long> PrefillPlaces(int lane, int count)
    {
        if (!_geometry.HasGridPositions) return [];
        var places = PlaceBuffer(lane);
        places.AwaitSent();
        return places.Host[..(count * GridPosition.Axes)];
    }

    public Span<long> StepPlace(int lane) => _stepPlaces is { } places ? places.Host.Slice(lane * GridPosition.Axes, GridPosition.Axes) : [];

    public Span<int> PrefillImageEnds(int lane, int count) => Sight is { } sight ? sight.ImageEnds(lane, count) : [];

    public Span<float> StepInput(int lane, int past)
    {
        _lastPositions.Host[lane] = past;
        return _stepInputs.Host.Slice(lane * Width, Width);
    }

    public ReadOnlySpan<float> Logits(int lane) => _logits.Receive(lane * _geometry.Vocabulary, _geometry.Vocabulary);

    public ReadOnlySpan<float> AttentionRow(int lane) => _rows.Receive(lane * _capacity, _capacity);

    /// <summary>
    /// Sends what a prefill needs, and binds its embeddings <c>[1, count, hidden]</c>, its row <c>[1, row length]</c>, the index of its last position and that
    /// one's logits, and, where the decoder takes them, its places <c>[1, count, 3]</c>. The caller disposes them after the run.
    /// </summary>
    /// <param name="binding">The prefills of the lane.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="first">Positions of the prefill's input that were computed by another run.</param>
    /// <param name="past">Positions that the lane holds.</param>
    /// <param name="count">Positions of this run.</param>
    /// <param name="rowLength">Positions that the row is asked for.</param>
    public IDisposable BeginPrefill(OrtIoBinding binding, int lane, int first, int past, int count, int rowLength)
    {
        var input = PrefillBuffer(lane);

        // What the other run has sent must not be written before it has gone.
        if (first > 0) input.AwaitSent();
        _lastPositions.Host[lane] = past + count - 1;
        _lastIndices.Host[lane] = count - 1;
        _lastPositions.Send(lane, 1);
        _lastIndices.Send(lane, 1);
        input.Send(first * Width, count * Width);
        ExpectLogits(lane, 1);
        _rows.Expect(lane * _capacity, rowLength);
        var bound = new BoundValues();
        Input(binding, bound, "inputs_embeds", input.View(first * Width, count * Width, 1, count, Width));
        Input(binding, bound, "last_index", _lastIndices.View(lane, 1, 1, 1));
        Output(binding, bound, "attn_row", _rows.View(lane * _capacity, rowLength, 1, rowLength));
        Output(binding, bound, "logits", LogitsView(lane, 1));
        if (SendPlaces(lane, first, count) is { } places) Input(binding, bound, "position_ids", places);
        return bound;
    }

    /// <summary>Sends what a decode step of a range of lanes needs. Returns how many positions its longest sequence has then.</summary>
    public int BeginStep(int first, int count)
    {
        var longest = 0;
        foreach (var last in _lastPositions.Host.Slice(first, count)) longest = Math.Max(longest, last + 1);
        _lastPositions.Send(first, count);
        _stepInputs.Send(first * Width, count * Width);
        _stepPlaces?.Send(first * GridPosition.Axes, count * GridPosition.Axes);
        ExpectLogits(first, count);
        return longest;
    }

    /// <summary>Binds what does not change from prefill to prefill of a lane. The caller disposes the values after the binding.</summary>
    public List<OrtValue> BindPrefill(OrtIoBinding binding, int lane) => Bind(binding, lane, 1);

    /// <summary>Binds what does not change from step to step of a range of lanes. The caller disposes the values after the binding.</summary>
    public List<OrtValue> BindStep(OrtIoBinding binding, int first, int count)
    {
        var values = Bind(binding, first, count);
        Input(binding, values, "inputs_embeds", _stepInputs.View(first * Width, count * Width, count, 1, Width));
        if (_stepPlaces is { } places)
            Input(binding, values, "position_ids", places.View(first * GridPosition.Axes, count * GridPosition.Axes, count, 1, GridPosition.Axes));
        Input(binding, values, "last_index", _firstIndices.View(first, count, count, 1));
        Output(binding, values, "logits", LogitsView(first, count));
        if (Sight is { } sight)
        {
            Input(binding, values, "positions", _lastPositions.View(first, count, count, 1));
            Input(binding, values, "image_ends", sight.ViewOfSteps(first, count));
        }

        // Nobody looks at a decode step's row, so it has a single position.
        Output(binding, values, "attn_row", _unwantedRows.View(first, count, count, 1));
        return values;
    }

    public void Dispose()
    {
        foreach (var input in _prefillInputs) input?.Dispose();
        foreach (var places in _prefillPlaces) places?.Dispose();
        _stepPlaces?.Dispose();
        Sight?.Dispose();
        foreach (var buffer in new IDisposable[] { _stepInputs, _logits, _rows, _unwantedRows, _lastPositions, _lastIndices, _firstIndices }) buffer.Dispose();
    }

    private DeviceBuffer<float> PrefillBuffer(int lane) => _prefillInputs[_device.IsSerial ? 0 : lane] ??= _device.Allocate<float>(_prefillLimit * Width);

    private DeviceBuffer<long> PlaceBuffer(int lane) =>
        _prefillPlaces[_device.IsSerial ? 0 : lane] ??= _device.Allocate<long>(_prefillLimit * GridPosition.Axes);

    private OrtValue? SendPlaces(int lane, int first, int count)
    {
        if (!_geometry.HasGridPositions) return null;
        var places = PlaceBuffer(lane);
        places.Send(first * GridPosition.Axes, count * GridPosition.Axes);
        return places.View(first * GridPosition.Axes, count * GridPosition.Axes, 1, count, GridPosition.Axes);
    }

    private OrtValue LogitsView(int first, int count) =>
        _logits.View(first * _geometry.Vocabulary, count * _geometry.Vocabulary, count, 1, _geometry.Vocabulary);

    private void ExpectLogits(int first, int count) => _logits.Expect(first * _geometry.Vocabulary, count * _geometry.Vocabulary);

    private List<OrtValue> Bind(OrtIoBinding binding, int first, int count)
    {
        var values = new List<OrtValue>();
        Input(binding, values, "seqlens_k", _lastPositions.View(first, count, count));
        for (var plane = 0; plane < _memory.Layout.Planes; plane++)
        {
            var name = $"{plane / 2}.{(plane % 2 == 0 ? "key" : "value")}";
            var view = _device.ViewKv(_memory, plane, first, count);
            Input(binding, values, $"past.{name}", view);
            binding.BindOutput($"present.{name}", view);
        }

        return values;
    }

    private static void Input(OrtIoBinding binding, List<OrtValue> values, string name, OrtValue value)
    {
        values.Add(value);
        binding.BindInput(name, value);
    }

    private static void Output(OrtIoBinding binding, List<OrtValue> values, string name, OrtValue value)
    {
        values.Add(value);
        binding.BindOutput(name, value);
    }

    /// <summary>The values of one run.</summary>
    private sealed class BoundValues : List<OrtValue>, IDisposable
    {
        public void Dispose()
        {
            foreach (var value in this) value.Dispose();
        }
    }
}
