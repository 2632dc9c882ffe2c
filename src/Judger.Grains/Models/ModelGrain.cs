using System.Diagnostics;
using Judger.Core.Geometry;
using Judger.Core.Prompts;
using Judger.Grains.Slots;
using Judger.Grains.Telemetry;
using Judger.Imaging;
using Judger.Inference;

namespace Judger.Grains.Models;

/// <summary>What the three model grains share: the address of an engine. They only enqueue into it and await, so they interleave freely.</summary>
internal abstract class ModelGrain(SiloModels models) : Grain
{
    protected string Slot => this.GetPrimaryKeyString();

    protected IInferenceEngine Engine => models.Engines[Slot];

    protected PromptProfile Prompts => Engine.Manifest.Prompts;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        models.Counters.CountActivation(Slot, GetType().Name);

        // A grain that was placed where its slot is not must not exist.
        _ = Engine;
        return Task.CompletedTask;
    }

    /// <summary>Does a stage's work, unless the slot is too busy to begin a question, and says how busy it is afterwards.</summary>
    protected async Task<SlotReply<T>> ServeAsync<T>(QuestionStage stage, StageContext context, Func<Task<T>> work)
    {
        var counted = models.Counters.Begin(Slot, stage);
        try
        {
            models.Admission.Check(Slot, Engine.Status, context);
            using var pass = models.Work.BeginPass();
            var value = await work();
            counted.Complete();
            return new(value, SlotLoads.Of(Engine.Status, models.Work.IsDraining));
        }
        catch (InferenceException exception)
        {
            var travelling = EngineErrors.ToTravel(exception);
            counted.Fail(travelling, exception is DeadlineExceededException);
            throw travelling;
        }
        catch (Exception exception)
        {
            counted.Fail(exception);
            throw;
        }
    }

    protected Task<RgbImage> PixelsAsync(string digest, CancellationToken cancellationToken) => models.Images.GetAsync(digest, cancellationToken);

    /// <summary>Runs a prompt over the whole images, and a crop of the attended one where one is given.</summary>
    protected async Task<Generation> GenerateAsync(
        Prompt prompt, Views views, StageContext context, CancellationToken cancellationToken, AnswerOptions? answer = null, int? maxNewTokens = null, bool captureAttention = false,
        IReadOnlyList<string>? candidates = null)
    {
        var inputs = new List<ImageInput>();
        foreach (var image in views.Images) inputs.Add(Whole(image, await PixelsAsync(image, cancellationToken)));
        if (views.Crop is { } box) inputs.Add(inputs[views.Attended] with { Region = Inside(box, inputs[views.Attended].Pixels.Size) });
        answer ??= AnswerOptions.Default;
        var request = new GenerationRequest
        {
            Prompt = prompt,
            Images = inputs,
            MaxNewTokens = maxNewTokens ?? answer.MaxTokens ?? Prompts.MaxNewTokens,
            Sampling = new() { Temperature = answer.Temperature, TopP = answer.TopP, Seed = answer.Seed },
            StopTexts = answer.Stop,
            CaptureAttention = captureAttention,
            AttendedImage = views.Attended,
            Candidates = candidates ?? [],
            Age = context.Age,
            IsContinuation = !context.IsAdmission,
            TimeLimit = context.Remaining,
        };
        var slot = SlotKey.Parse(Slot);
        using var pass = QuestionTracing.StartPass(slot);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var generation = await Engine.GenerateAsync(request, cancellationToken);
            models.Instruments.TellPass(slot, Slot, generation);
            QuestionTracing.TellPass(pass, generation);
            return generation;
        }
        catch (Exception exception)
        {
            models.Instruments.TellFailure(slot, Stopwatch.GetElapsedTime(started), exception);
            pass.Fail(exception);
            throw;
        }
    }

    protected static ModelAnswer Answer(Generation generation, AnswerOptions? options) => new()
    {
        Text = generation.Text.Trim(),
        MeanLogProbability = generation.Tokens.Count == 0 ? double.NegativeInfinity : generation.Tokens.Average(token => token.LogProbability),
        Work = Work(generation),
        Tokens = options is { TokenProbabilities: true } ? [.. generation.Tokens.Select(token => new AnswerToken(token.Text, token.LogProbability))] : null,
        IsTruncated = generation.Stop == StopReason.MaxTokens,
    };

    protected static WorkReport Work(Generation generation) => new()
    {
        ImagesEncoded = generation.Work.ImagesEncoded,
        TokensPrefilled = generation.Work.TokensPrefilled,
        TokensReused = generation.Work.TokensReused,
        TokensGenerated = generation.Work.TokensGenerated,
        Queue = generation.Times.Queue,
        Device = generation.Times.Encode + generation.Times.Prefill + generation.Times.Decode,
    };

    private static ImageInput Whole(string digest, RgbImage pixels) => new(digest, pixels, PixelBox.Whole(pixels.Size));

    private static PixelBox Inside(ImageBox box, PixelSize size)
    {
        var region = new PixelBox(box.Left, box.Top, box.Right, box.Bottom);
        if (!region.IsInside(size))
            throw new QuestionRejectedException($"The crop [{box.Left}, {box.Top}, {box.Right}, {box.Bottom}] is empty or leaves the image of {size.Width} x {size.Height}; give one inside it.");
        return region;
    }
}
