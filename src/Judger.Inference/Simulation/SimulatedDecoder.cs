using System.Diagnostics;
using Judger.Inference.Decoding;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Simulation;

/// <summary>
/// A decoder whose next token follows from everything that its lane holds: one position that was not kept, copied or computed rightly, and the answer is
/// another. Its keys are the inputs themselves.
/// </summary>
internal sealed unsafe class SimulatedDecoder : IDecoder
{
    private const int Letters = 26;
    private const int Peaks = 4;
    private readonly SimulatedModel _model;
    private readonly SimulatedHardware _hardware;
    private readonly float[] _inputs;
    private readonly float[] _logits;
    private readonly float[] _rows;
    private readonly int[] _pasts;
    private readonly int[] _promptLengths;
    private readonly float[] _failOn;
    private readonly float[] _dieOn;

    public SimulatedDecoder(SimulatedModel model, SimulatedHardware hardware, int capacity, int lanes, int prefillLimit)
    {
        (_model, _hardware) = (model, hardware);
        Memory = hardware.AllocateKv(new(Layers: 1, Heads: 1, capacity, HeadSize: 1, KeyValueType.Float32), lanes);
        PrefillLimit = prefillLimit;
        _inputs = new float[lanes * prefillLimit];
        _logits = new float[lanes * ByteTokenizer.Vocabulary];
        _rows = new float[lanes * capacity];
        _pasts = new int[lanes];
        _promptLengths = new int[lanes];
        _failOn = InputsOf(model.FailOn);
        _dieOn = InputsOf(model.DieOn);
    }

    public KvMemory Memory { get; }

    public int PrefillLimit { get; }

    private int Capacity => Memory.Layout.Capacity;

    public Span<float> PrefillInput(int lane, int count) => _inputs.AsSpan(lane * PrefillLimit, count);

    public void Prefill(int lane, int past, int count)
    {
        _hardware.Work(count * _model.PrefillToken);
        PrefillInput(lane, count).CopyTo(Plane(0, lane, past + count)[past..]);
        PrefillInput(lane, count).CopyTo(Plane(1, lane, past + count)[past..]);
        _promptLengths[lane] = past + count;
        if (Has(lane, past + count, _dieOn)) Process.GetCurrentProcess().Kill();
        if (Has(lane, past + count, _failOn))
            throw new InvalidOperationException($"it was told to fail on \"{_model.FailOn}\"");
        Answer(lane, past + count);
    }

    public int DraftLimit => PrefillLimit;

    public IDraftLogits Verify(int lane, int past, int count, int drafted)
    {
        Prefill(lane, past, count);
        _promptLengths[lane] = past + count - drafted;
        var rows = new SimulatedDraft(drafted + 1);
        for (var row = 0; row <= drafted; row++)
        {
            Answer(lane, past + count - drafted + row);
            Logits(lane).CopyTo(rows.Row(row));
        }

        return rows;
    }

    public Span<float> StepInput(int lane, int past)
    {
        _pasts[lane] = past;
        return _inputs.AsSpan(lane * PrefillLimit, 1);
    }

    public void Step(int first, int count)
    {
        _hardware.Work(_model.DecodeStep + (count * _model.DecodeSequence));
        for (var lane = first; lane < first + count; lane++)
        {
            var length = _pasts[lane] + 1;
            Plane(0, lane, length)[^1] = _inputs[lane * PrefillLimit];
            Plane(1, lane, length)[^1] = _inputs[lane * PrefillLimit];
            Answer(lane, length);
        }
    }

    public ReadOnlySpan<float> Logits(int lane) => _logits.AsSpan(lane * ByteTokenizer.Vocabulary, ByteTokenizer.Vocabulary);

    public ReadOnlySpan<float> AttentionRow(int lane) => _rows.AsSpan(lane * Capacity, Capacity);

    public void Dispose() => Memory.Dispose();

    private static float[] InputsOf(string? text) => [.. new ByteTokenizer().Encode(text ?? "").Select(token => (float)token)];

    private bool Has(int lane, int length, float[] inputs) => inputs.Length > 0 && Plane(0, lane, length).IndexOf(inputs) >= 0;

    private void Answer(int lane, int length)
    {
        var digest = SimulatedDigest.Mix(SimulatedDigest.Of(Plane(0, lane, length)), SimulatedDigest.Of(Plane(1, lane, length)));
        var logits = _logits.AsSpan(lane * ByteTokenizer.Vocabulary, ByteTokenizer.Vocabulary);
        logits.Clear();
        var isEnd = length - _promptLengths[lane] >= _model.AnswerTokens;

        // What would rather end, where an answer must fit a schema, ends its texts, lists and objects.
        if (isEnd) foreach (var closing in "\"]}") logits[ByteTokenizer.IdOf(closing)] = 1;
        logits[isEnd ? ByteTokenizer.EndOfSequence : ByteTokenizer.IdOf((char)('a' + (digest % Letters)))] = 10;

        // As even as can be but for a few positions, which is where the model looks.
        var row = _rows.AsSpan(lane * Capacity, Capacity);
        row.Clear();
        row[..length].Fill(0.5f / length);
        for (var peak = 0UL; peak < Peaks; peak++) row[(int)(SimulatedDigest.Mix(digest, peak) % (ulong)length)] += 0.5f / Peaks;
    }

    private sealed class SimulatedDraft(int rows) : IDraftLogits
    {
        private readonly float[] _logits = new float[rows * ByteTokenizer.Vocabulary];

        public ReadOnlySpan<float> this[int drafted] => Row(drafted);

        public Span<float> Row(int row) => _logits.AsSpan(row * ByteTokenizer.Vocabulary, ByteTokenizer.Vocabulary);

        public void Dispose()
        {
        }
    }

    private Span<float> Plane(int plane, int lane, int length) => new((void*)Memory.Address(plane, lane), length);
}
