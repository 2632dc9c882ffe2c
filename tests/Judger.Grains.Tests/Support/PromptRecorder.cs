using System.Collections.Concurrent;
using Judger.Core.Prompts;
using Judger.Grains.Engines;
using Judger.Grains.Slots;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;

namespace Judger.Grains.Tests.Support;

/// <summary>A device of a model of any profile that says "yes" to everything, and remembers what it was asked.</summary>
internal sealed class PromptRecorder(string profile) : IInferenceEngine, IEngineFactory
{
    private readonly ScriptedEngine _scripted = new(null);

    public ModelManifest Manifest => _scripted.Manifest with { Profile = profile };

    public string Device => _scripted.Device;

    public EngineStatus Status => _scripted.Status;

    public EngineHealth Health => _scripted.Health;

    public ConcurrentQueue<GenerationRequest> Requests { get; } = new();

    /// <summary>What was asked, in order: texts as they are, tokens left out, images by number.</summary>
    public IReadOnlyList<string> Prompts => [.. Requests.Select(request => string.Concat(request.Prompt.Parts.Select(part => part switch
    {
        PromptPart.Text text => text.Value,
        PromptPart.Image image => $"<{image.Index}>",
        _ => "",
    })))];

    public IInferenceEngine Load(SlotOptions slot) => this;

    public Task<Generation> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        var row = new float[ScriptedEngine.GridSide * ScriptedEngine.GridSide];
        Array.Fill(row, 1f / row.Length);
        if (!request.Prompt.Parts.OfType<PromptPart.Text>().Any(text => text.Value.Contains(PromptProfile.GeneralQuestion, StringComparison.Ordinal)))
            row[(ScriptedEngine.Peak.Y * ScriptedEngine.GridSide) + ScriptedEngine.Peak.X] = 0.5f;
        return Task.FromResult(new Generation
        {
            Text = "yes",
            Tokens = [new(7, "yes", Math.Log(0.8))],
            AttentionRow = request.CaptureAttention ? row : null,
            CandidateLogProbabilities = [.. request.Candidates.Select(_ => Math.Log(0.5))],
            Stop = StopReason.EndOfSequence,
            Work = new(ImagesEncoded: request.Images.Count, TokensPrefilled: 150, TokensReused: 0, TokensGenerated: 1),
            Times = default,
        });
    }

    public IAsyncEnumerable<TextDelta> StreamAsync(GenerationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
