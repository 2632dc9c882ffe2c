namespace Judger.Benchmarks.Peers.Llama;

/// <summary>
/// llama.cpp with its own defaults. The lanes that decode together have a context of their own, because contexts divide their positions by sequences.
/// </summary>
internal sealed unsafe class LlamaPeer : IPeer
{
    private const int BatchPositions = 256;
    private const int LargestBatch = 2048;
    private const int ToTheEnd = -1;

    private readonly nint _model;
    private readonly nint _single;
    private readonly nint _batched;
    private readonly int _vocabulary;
    private int _last;

    /// <param name="path">The GGUF file.</param>
    /// <param name="threads">Threads of a step.</param>
    /// <param name="library">The llama.cpp library; null for the package's.</param>
    /// <param name="isBatched">Whether lanes will decode together.</param>
    public LlamaPeer(string path, int threads, string? library, bool isBatched = true)
    {
        LlamaLibrary.Load(library);
        _model = LlamaNative.LoadModel(path, LlamaNative.ModelDefaults());
        if (_model == 0) throw new InvalidOperationException($"llama.cpp does not load {path}.");
        _vocabulary = LlamaNative.TokensOf(LlamaNative.VocabularyOf(_model));
        _single = Context(IPeer.Context, 1, threads);
        if (isBatched) _batched = Context(BatchPositions * IPeer.Lanes, IPeer.Lanes, threads);
    }

    /// <summary>The model, for the library that encodes images.</summary>
    public nint Model => _model;

    /// <summary>Values of a position.</summary>
    public int Width => LlamaNative.WidthOf(_model);

    public void Prefill(int past, ReadOnlySpan<int> tokens)
    {
        Forget(_single, 0, past);
        Decode(_single, past, tokens, isEachItsOwn: false);
        _last = tokens.Length - 1;
    }

    // A batch has either tokens or embeddings.
    public void Prefill(int past, ReadOnlySpan<int> before, ReadOnlySpan<float> features, ReadOnlySpan<int> after)
    {
        var count = features.Length / Width;
        Prefill(past, before);
        fixed (float* first = features) Decode(_single, past + before.Length, count, null, first, isEachItsOwn: false, 0);
        Prefill(past + before.Length + count, after);
    }

    public void Step(int past, int token) => Prefill(past, [token]);

    public void BeginBatch(ReadOnlySpan<int> tokens)
    {
        for (var lane = 0; lane < IPeer.Lanes; lane++)
        {
            Forget(_batched, lane, 0);
            Decode(_batched, 0, tokens, isEachItsOwn: false, lane);
        }
    }

    public void StepBatch(int past, ReadOnlySpan<int> tokens)
    {
        for (var lane = 0; lane < tokens.Length; lane++) Forget(_batched, lane, past);
        Decode(_batched, past, tokens, isEachItsOwn: true);
    }

    public float[] Logits() => new ReadOnlySpan<float>(LlamaNative.LogitsOf(_single, _last), _vocabulary).ToArray();

    public void Dispose()
    {
        LlamaNative.FreeContext(_single);
        if (_batched != 0) LlamaNative.FreeContext(_batched);
        LlamaNative.FreeModel(_model);
    }

    private nint Context(int positions, int sequences, int threads)
    {
        var parameters = LlamaNative.ContextDefaults();
        (parameters.Context, parameters.Batch, parameters.Sequences) = ((uint)positions, LargestBatch, (uint)sequences);
        var context = LlamaNative.CreateContext(_model, parameters);
        if (context == 0) throw new InvalidOperationException("llama.cpp does not make a context.");
        LlamaNative.SetThreads(context, threads, threads);
        return context;
    }

    private static void Forget(nint context, int sequence, int from)
    {
        if (LlamaNative.Remove(LlamaNative.MemoryOf(context), sequence, from, ToTheEnd) == 0)
            throw new InvalidOperationException("llama.cpp does not remove positions.");
    }

    /// <summary>Computes tokens: of one sequence, or one of each.</summary>
    private static void Decode(nint context, int past, ReadOnlySpan<int> tokens, bool isEachItsOwn, int sequence = 0)
    {
        fixed (int* first = tokens) Decode(context, past, tokens.Length, first, null, isEachItsOwn, sequence);
    }

    private static void Decode(nint context, int past, int count, int* tokens, float* embeddings, bool isEachItsOwn, int sequence)
    {
        int* positions = stackalloc int[count], counts = stackalloc int[count], ids = stackalloc int[count];
        var sequences = stackalloc int*[count];
        var logits = stackalloc sbyte[count];
        for (var i = 0; i < count; i++)
        {
            positions[i] = isEachItsOwn ? past : past + i;
            counts[i] = 1;
            ids[i] = isEachItsOwn ? i : sequence;
            sequences[i] = ids + i;
            logits[i] = (sbyte)(isEachItsOwn || i == count - 1 ? 1 : 0);
        }

        var batch = new LlamaNative.TokenBatch
        {
            Count = count,
            Tokens = tokens,
            Embeddings = embeddings,
            Positions = positions,
            SequenceCounts = counts,
            Sequences = sequences,
            Logits = logits,
        };
        if (LlamaNative.Decode(context, batch) is var code and not 0) throw new InvalidOperationException($"llama_decode failed with {code}.");
    }
}
