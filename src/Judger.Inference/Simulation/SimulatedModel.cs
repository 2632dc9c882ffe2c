using Judger.Core.Prompts;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Simulation;

/// <summary>What a simulated device pretends to run, and how long everything takes there. The defaults are about LLaVA-1.5-7B on a large GPU.</summary>
public sealed record SimulatedModel
{
    /// <summary>The model's name.</summary>
    public string Name { get; init; } = "simulated";

    /// <summary>The prompt profile, one of <see cref="PromptProfiles.ByName"/>.</summary>
    public string Profile { get; init; } = PromptProfiles.ViCrop.Name;

    /// <summary>Side of the square input in pixels. <value>A multiple of <see cref="PatchSize"/>, default 336.</value></summary>
    public int ImageSize { get; init; } = 336;

    /// <summary>Side of a patch in pixels. <value>Default 14.</value></summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Most positions of a sequence. <value>Default 4096.</value></summary>
    public int Context { get; init; } = 4096;

    /// <summary>Tokens of every answer. <value>At least 1, default 4.</value></summary>
    public int AnswerTokens { get; init; } = 4;

    /// <summary>The device fails at every prompt that has this text, to see what a poisoned question does. <value>Default: none.</value></summary>
    public string? FailOn { get; init; }

    /// <summary>The process dies at every prompt that has this text, to see what a question does that kills silos. <value>Default: none.</value></summary>
    public string? DieOn { get; init; }

    /// <summary>How the device fails, to see what a broken device does. <value>Default: not at all.</value></summary>
    public SimulatedFault Fault { get; init; }

    /// <summary>How long the device works before it begins to fail. <value>Default: zero.</value></summary>
    public TimeSpan FaultAfter { get; init; }

    /// <summary>With <see cref="SimulatedFault.EachStep"/>: only each n-th step fails. <value>At least 1, default 1.</value></summary>
    public int FaultEvery { get; init; } = 1;

    /// <summary>Loading the model. <value>Default zero.</value></summary>
    public TimeSpan LoadTime { get; init; }

    /// <summary>Encoding one image. <value>Default 15 ms.</value></summary>
    public TimeSpan Encode { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>Prefilling one position. <value>Default 0.1 ms.</value></summary>
    public TimeSpan PrefillToken { get; init; } = TimeSpan.FromMilliseconds(0.1);

    /// <summary>One decode step, which reads all weights however many sequences it is for. <value>Default 12 ms.</value></summary>
    public TimeSpan DecodeStep { get; init; } = TimeSpan.FromMilliseconds(12);

    /// <summary>What each sequence adds to a decode step. <value>Default 0.2 ms.</value></summary>
    public TimeSpan DecodeSequence { get; init; } = TimeSpan.FromMilliseconds(0.2);

    private (string Key, TimeSpan Time)[] Times =>
        [
            (nameof(FaultAfter), FaultAfter), (nameof(LoadTime), LoadTime), (nameof(Encode), Encode), (nameof(PrefillToken), PrefillToken),
            (nameof(DecodeStep), DecodeStep), (nameof(DecodeSequence), DecodeSequence),
        ];

    /// <summary>All that is out of its range, each error naming key and remedy.</summary>
    /// <param name="section">Where the values stand, as <c>Slots:0:Simulated</c>.</param>
    public IEnumerable<string> Errors(string section)
    {
        if (string.IsNullOrWhiteSpace(Name)) yield return $"{section}:Name is empty; give the model a name.";
        if (!PromptProfiles.ByName.ContainsKey(Profile))
            yield return $"{section}:Profile is \"{Profile}\"; give one of {string.Join(", ", PromptProfiles.ByName.Keys)}.";
        if (PatchSize < 1) yield return $"{section}:PatchSize is {PatchSize}; give at least 1.";
        else if (ImageSize < PatchSize || ImageSize % PatchSize != 0)
            yield return $"{section}:ImageSize is {ImageSize}; give a multiple of the patch size, {PatchSize}.";
        if (Context < 1) yield return $"{section}:Context is {Context}; give at least 1.";
        if (FaultEvery < 1) yield return $"{section}:FaultEvery is {FaultEvery}; give at least 1.";
        if (AnswerTokens < 1) yield return $"{section}:AnswerTokens is {AnswerTokens}; give at least 1.";
        foreach (var (key, time) in Times)
        {
            if (time < TimeSpan.Zero) yield return $"{section}:{key} is {time}; give zero or more.";
        }
    }

    /// <summary>The same model on a device that needs no time at all: what remains is the scheduler.</summary>
    public SimulatedModel Instant() =>
        this with { Encode = TimeSpan.Zero, PrefillToken = TimeSpan.Zero, DecodeStep = TimeSpan.Zero, DecodeSequence = TimeSpan.Zero };

    /// <summary>The manifest under which the model is served; keys and values have one number a position.</summary>
    internal ModelManifest ToManifest() => new()
    {
        FormatVersion = ModelManifest.CurrentVersion,
        Name = Name,
        Profile = Profile,
        Precision = ModelPrecision.Float32,
        KvType = KeyValueType.Float32,
        EmbeddingType = WeightType.Float32,
        AttentionLayer = 0,
        Vision = new(ImageSize, PatchSize, Hidden: 1),
        Decoder = new(Hidden: 1, Layers: 1, Heads: 1, KeyValueHeads: 1, HeadSize: 1, ByteTokenizer.Vocabulary, Context),
        Image = new ImagePreprocessing { Size = ImageSize },
        CropWindow = ImageSize,
        Tokenizer = TokenizerKinds.Bytes.Name,
        Tokens = new(ByteTokenizer.BeginOfSequence, ByteTokenizer.EndOfSequence),
        Files = new Dictionary<string, ModelFile>(),
    };
}
