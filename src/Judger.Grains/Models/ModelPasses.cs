using System.Diagnostics;
using Judger.Core.Prompts;
using Judger.Grains.Telemetry;
using Judger.Inference.Contract;
using Judger.Inference.Sampling;

namespace Judger.Grains.Models;

/// <summary>Passes of questions through one slot's engine.</summary>
internal sealed class ModelPasses(SiloModels models, SlotKey slot)
{
    public SlotKey Slot => slot;

    public IInferenceEngine Engine => models.Engines[slot];

    /// <summary>Runs a prompt over the whole images, and a crop of the one that is looked at where there is one.</summary>
    public async Task<Generation> GenerateAsync(
        Prompt prompt,
        AskRequest asked,
        PixelBox? crop,
        StageContext context,
        OpenQuestions.Pass open,
        CancellationToken cancellationToken,
        AnswerOptions? answer = null,
        int maxNewTokens = 0,
        bool captureAttention = false,
        bool keepsPrompt = false,
        IReadOnlyList<int>? draft = null,
        EarlyAttention? early = null,
        IReadOnlyList<string>? candidates = null)
    {
        answer ??= AnswerOptions.Default;
        using var feed = context.Feed is { } name ? models.Feeds.Open(name) : null;
        var request = new GenerationRequest
        {
            Prompt = prompt,
            Images = await ImagesAsync(prompt, asked, crop, cancellationToken),
            MaxNewTokens = Math.Min(maxNewTokens, QuestionLimits.MaxAnswerTokens),
            Sampling = Sampling(answer),
            TopLogProbabilities = answer.TokenProbabilities ? answer.TopLogProbabilities : 0,
            Draft = draft ?? [],
            StopTexts = answer.Stop,
            Schema = answer.Schema,
            CaptureAttention = captureAttention,
            EarlyAttention = early,
            KeepsPrompt = keepsPrompt,
            AttendedImage = asked.Attended,
            Candidates = candidates ?? [],
            CacheSalt = asked.CacheSalt,
            Age = context.Age,
            IsContinuation = !context.IsAdmission,
            TimeLimit = context.Remaining,
            Progress = feed?.Progress,
        };
        using var pass = QuestionTracing.StartPass(slot);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var generating = Engine.GenerateAsync(request, cancellationToken);
            open.Arrived();
            var generation = await generating;
            models.Instruments.RecordPass(slot, generation);
            QuestionTracing.RecordPass(pass, generation);
            return generation;
        }
        catch (Exception exception)
        {
            models.Instruments.RecordFailure(slot, Stopwatch.GetElapsedTime(started), exception);
            pass.Fail(exception);
            throw;
        }
    }

    /// <summary>Says that a pass is about to come, so that its images are there by then. What is wrong with it is said when it comes.</summary>
    public async Task AnticipateAsync(Prompt prompt, AskRequest asked, PixelBox? crop, CancellationToken cancellationToken) => Engine.Anticipate(
        new() { Prompt = prompt, Images = await ImagesAsync(prompt, asked, crop, cancellationToken), CacheSalt = asked.CacheSalt, MaxNewTokens = 0 });

    /// <summary>What a pass cost.</summary>
    public static WorkCount Work(Generation generation) => generation.Work with
    {
        Queue = generation.Times.Queue,
        Device = generation.Times.Encode + generation.Times.Prefill + generation.Times.Decode,
    };

    private async Task<IReadOnlyList<ImageInput>> ImagesAsync(Prompt prompt, AskRequest asked, PixelBox? crop, CancellationToken cancellationToken)
    {
        var inputs = new List<ImageInput>(asked.Images.Count + 1);
        var encoder = Engine.Manifest.Image.InPromptOf(prompt.ImagePlaces);
        foreach (var image in asked.Images) inputs.Add(await models.Images.GetAsync(image, region: null, encoder, cancellationToken));
        if (crop is { } box)
        {
            var inside = Inside(box, inputs[asked.Attended].Size);
            inputs.Add(await models.Images.GetAsync(asked.AttendedImage, inside, encoder, cancellationToken));
        }

        return inputs;
    }

    private static SamplingOptions Sampling(AnswerOptions answer) => new()
    {
        Temperature = answer.Temperature,
        TopP = answer.TopP,
        Seed = answer.Seed,
        TopK = answer.TopK,
        MinP = answer.MinP,
        FrequencyPenalty = answer.FrequencyPenalty,
        PresencePenalty = answer.PresencePenalty,
        RepetitionPenalty = answer.RepetitionPenalty,
        LogitBias = answer.LogitBias,
    };

    private static PixelBox Inside(PixelBox box, PixelSize size) => box.IsInside(size)
        ? box
        : throw new QuestionRejectedException($"The crop {box} is empty or leaves the image of {size.Width} x {size.Height}; give one inside it.");
}
