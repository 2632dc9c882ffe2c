using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Judger.Core.Judgments;
using Judger.Core.Stages;
using Judger.Grains.Engines;
using Judger.Grains.Slots;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Grains.Tests.Support;

/// <summary>A device whose model says what a <see cref="Script"/> tells it, and that remembers what it was asked.</summary>
/// <param name="selfJudgment">What the model's judgment of itself is worth; <see cref="Helpful"/> unless a test is about that.</param>
/// <param name="look">How sure its first answers, which are at 0.8, must be for no other look.</param>
internal sealed class ScriptedEngine(SelfJudgmentCalibration? selfJudgment, LookCalibration? look = null) : IInferenceEngine, IEngineFactory
{
    /// <summary>A judgment that helps as it is.</summary>
    public static readonly SelfJudgmentCalibration Helpful = new(SelfJudgment.AcceptFrom);

    public const int GridSide = 12;

    /// <summary>The patch that every question's attention is on: column, row.</summary>
    public static readonly (int X, int Y) Peak = (9, 2);

    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<EngineCall> _calls = new();

    public ModelManifest Manifest { get; } = new()
    {
        FormatVersion = ModelManifest.CurrentVersion,
        Name = "scripted",
        Profile = "tiny",
        Precision = ModelPrecision.Float32,
        KvType = KeyValueType.Float32,
        EmbeddingType = WeightType.Float32,
        AttentionLayer = 1,
        Vision = new(ImageSize: 96, PatchSize: 8, Hidden: 8),
        Decoder = new(Hidden: 8, Layers: 2, Heads: 1, KeyValueHeads: 1, HeadSize: 8, Vocabulary: 64, Context: 1024),
        Image = new ImagePreprocessing { Size = 96 },
        CropWindow = 96,
        Tokens = new(BeginOfSequence: 1, EndOfSequence: 2),
        SelfJudgment = selfJudgment,
        Look = look,
        Files = new Dictionary<string, ModelFile>(),
    };

    public string Device => "cpu:0";

    public EngineStatus Status { get; } = new()
    {
        Waiting = 0,
        WaitingTokens = 0,
        Running = 0,
        Backlog = TimeSpan.Zero,
        PrefixCacheBytes = 0,
        VisionCacheBytes = 0,
        Lanes = 8,
        PrefixCacheLimit = 0,
        VisionCacheLimit = 0,
        ImagesCached = 0,
        BusyTime = TimeSpan.Zero,
        Requests = 0,
        Work = default,
        DecodeSteps = 0,
        DecodedSequences = 0,
    };

    public EngineHealth Health => EngineHealth.Working;

    public IInferenceEngine Load(SlotOptions slot) => this;

    /// <summary>Sets what is said to a question.</summary>
    public void Play(string question, Script script) => _scripts[question] = script;

    /// <summary>Sets what happens in the pass of the general prompt about an image.</summary>
    public void Play(ImageDigest image, Script script) => Play(image.ToString(), script);

    /// <summary>The passes run for a question and for the general prompt of its image, in order.</summary>
    public IReadOnlyList<EngineCall> CallsOf(AskRequest request) =>
        [.. _calls.Where(call => call.Image == request.AttendedImage.ToString() && (call.Pass == Pass.GeneralRow || call.Question == request.Question))];

    public async Task<Generation> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        var call = EngineCall.Of(request);
        _calls.Enqueue(call);
        var script = _scripts[call.Pass == Pass.GeneralRow ? call.Image : call.Question];
        await script.Before(call, cancellationToken);
        var text = call.Pass switch
        {
            Pass.Baseline => script.Baseline,
            Pass.Refined => script.Refined,
            Pass.Correction => script.Corrections.GetValueOrDefault(call.Answer, call.Answer),
            _ => "",
        };
        await WriteAsync(call, text, request, script, cancellationToken);
        var rating = script.Ratings.GetValueOrDefault(call.Answer, 0.9);
        return new()
        {
            Text = text,
            Tokens = text.Length == 0 ? [] : [new(7, text, Math.Log(0.8))],
            AttentionRow = request.CaptureAttention ? Row(call.Pass) : null,
            CandidateLogProbabilities = [.. request.Candidates.Select(candidate => Math.Log(candidate == "yes" ? rating : 1 - rating))],
            Stop = StopReason.EndOfSequence,
            Work = new(ImagesEncoded: request.Images.Count, TokensPrefilled: 150, TokensReused: 0, TokensGenerated: text.Length == 0 ? 0 : 1),
            Times = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(4)),
        };
    }

    public async IAsyncEnumerable<TextDelta> StreamAsync(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var generation = await GenerateAsync(request, cancellationToken);
        yield return new(generation.Text, generation);
    }

    // A letter at a time, where anybody can read it.
    private static async Task WriteAsync(EngineCall call, string text, GenerationRequest request, Script script, CancellationToken cancellationToken)
    {
        if (text.Length == 0) return;
        var tokenizer = new ByteTokenizer();
        var ids = tokenizer.Encode(text).ToList();
        request.Progress?.Begin(new(tokenizer, request.StopTexts, ids, [.. ids.Select(_ => Math.Log(0.8))]));
        for (var count = 1; count <= ids.Count; count++)
        {
            await script.BeforeLetter(call, count, cancellationToken);
            request.Progress?.Advance(count);
        }

        request.Progress?.End(isComplete: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static float[] Row(Pass pass)
    {
        var row = new float[GridSide * GridSide];
        Array.Fill(row, 1f / row.Length);
        if (pass != Pass.GeneralRow) row[(Peak.Y * GridSide) + Peak.X] = 0.5f;
        return row;
    }
}
