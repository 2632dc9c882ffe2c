using Judger.Inference.Devices;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Decoding;

/// <summary>
/// The decoder's graph, or its two, one for prompts and one for answers, over the same keys and values. A lane's buffers are bound as past and present both, so
/// that keys and values are appended in place and any prefix can be continued. Bindings are kept for each lane and for the usual ranges of lanes, so a decode
/// step allocates nothing.
/// </summary>
internal sealed class OnnxDecoder : IDecoder
{
    // Of longer answers the first tokens are verified: logits of each position of a large vocabulary take 0.6 MB.
    private const int MostDrafted = 63;

    // What is left of a prefill whose last tile of attention would have a single row.
    private const int FewestRows = 2;

    private readonly InferenceSession _prompts;
    private readonly InferenceSession _answers;
    private readonly IDevice _device;
    private readonly DecoderBuffers _buffers;
    private readonly PrefillBinding?[] _prefills;

    // Of drafts, where answers have a graph of their own: the tokens of an answer are verified by the weights that would choose them.
    private readonly PrefillBinding?[] _verifications;
    private readonly bool _verifiesApart;
    private readonly StepBindings _steps;
    private readonly DraftBuffers _drafts;
    private readonly int _tileRows;

    /// <param name="prompts">The graph of steps of several positions, opened on the device.</param>
    /// <param name="answers">The graph of steps of one position of each lane; the same where there is one for all.</param>
    /// <param name="device">The device.</param>
    /// <param name="geometry">The decoder's sizes.</param>
    /// <param name="layout">How keys and values lie.</param>
    /// <param name="lanes">How many lanes.</param>
    /// <param name="prefillLimit">Most positions of one prefill.</param>
    /// <param name="tileRows">Positions of a prefill whose attention the device computes together, one left over rounding differently; 0 for all.</param>
    /// <param name="verifiesApart">
    /// Whether a draft is not computed together with the prompt before it, because a prompt's positions round differently with more behind them.
    /// </param>
    public OnnxDecoder(
        InferenceSession prompts,
        InferenceSession answers,
        IDevice device,
        DecoderGeometry geometry,
        KvLayout layout,
        int lanes,
        int prefillLimit,
        int tileRows = 0,
        bool verifiesApart = false)
    {
        (_prompts, _answers, _device, _tileRows, _verifiesApart) = (prompts, answers, device, tileRows, verifiesApart || prompts != answers);
        Memory = device.AllocateKv(layout, lanes);
        PrefillLimit = prefillLimit;
        _buffers = new(device, geometry, Memory, prefillLimit);
        _prefills = new PrefillBinding[lanes];
        _verifications = new PrefillBinding[prompts == answers ? 0 : lanes];
        _steps = new(answers, device, _buffers, lanes);

        // Graphs of earlier versions have one such index.
        DraftLimit = prompts.InputMetadata["last_index"].Dimensions[1] == 1 ? 0 : MostDrafted;
        _drafts = new(device, geometry.Vocabulary, DraftLimit);
    }

    public KvMemory Memory { get; }

    public int PrefillLimit { get; }

    public int DraftLimit { get; }

    /// <summary>Bindings of decode steps that are kept.</summary>
    public int StepBindings => _steps.Count;

    public Span<float> PrefillInput(int lane, int count) => _buffers.PrefillInput(lane, count);

    public Span<long> PrefillPlaces(int lane, int count) => _buffers.PrefillPlaces(lane, count);

    public Span<int> PrefillImageEnds(int lane, int count) => _buffers.PrefillImageEnds(lane, count);

    public void Prefill(int lane, int past, int count)
    {
        var binding = BindingOf(lane);
        var before = Begin(binding, past, count);
        binding.Run(before, past + before, count - before);
    }

    public IDraftLogits Verify(int lane, int past, int count, int drafted)
    {
        var draft = _drafts.Take();
        var binding = BindingOf(lane);
        if (!_verifiesApart)
        {
            binding.Run(0, past, count, draft, row: 0, drafted + 1);
            return draft;
        }

        var prompt = count - drafted;
        var before = Begin(binding, past, prompt);
        binding.Run(before, past + before, prompt - before, draft, row: 0, rows: 1);
        var verification = _prompts == _answers ? binding : _verifications[lane] ??= new(_answers, _device, _buffers, lane);
        verification.Run(prompt, past + prompt, drafted, draft, row: 1, drafted);
        return draft;
    }

    public Span<float> StepInput(int lane, int past) => _buffers.StepInput(lane, past);

    public Span<long> StepPlace(int lane) => _buffers.StepPlace(lane);

    public void Step(int first, int count) => _steps.Get(first, count).Run();

    public ReadOnlySpan<float> Logits(int lane) => _buffers.Logits(lane);

    public ReadOnlySpan<float> AttentionRow(int lane) => _buffers.AttentionRow(lane);

    public void Dispose()
    {
        foreach (var binding in _prefills) binding?.Dispose();
        foreach (var binding in _verifications) binding?.Dispose();
        _steps.Dispose();
        _drafts.Dispose();
        _prompts.Dispose();
        _answers.Dispose();
        _buffers.Dispose();
        Memory.Dispose();
    }

    /// <summary>Computes the beginning of a prefill whose last tile would have a single row. Returns how many positions that were.</summary>
    private int Begin(PrefillBinding binding, int past, int count)
    {
        if (_tileRows == 0 || count == 1 || count % _tileRows != 1) return 0;
        binding.Run(0, past, count - FewestRows);
        return count - FewestRows;
    }

    private PrefillBinding BindingOf(int lane) => _prefills[lane] ??= new(_prompts, _device, _buffers, lane);
}
