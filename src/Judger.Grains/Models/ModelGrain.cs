using System.Diagnostics;
using Judger.Core.Prompts;
using Judger.Grains.Telemetry;
using Judger.Inference.Contract;
using Judger.Inference.Errors;
using Judger.Inference.Sampling;

namespace Judger.Grains.Models;

/// <summary>What the three model grains share: the address of an engine. They only enqueue into it and await, so they interleave freely.</summary>
internal abstract class ModelGrain(SiloModels models) : Grain
{
    protected SlotKey Slot { get; private set; }

    protected IInferenceEngine Engine => models.Engines[Slot];

    protected PromptProfile Prompts => Engine.Manifest.Prompts;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Slot = SlotKey.Parse(this.GetPrimaryKeyString());
        models.Counters.CountActivation(Slot, GetType().Name);

        // A grain that was placed where its slot is not must not exist.
        _ = Engine;
        return Task.CompletedTask;
    }

    /// <summary>Does a stage's work, unless the slot is too busy to begin a question, and says how busy it is afterwards.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="asked">The question.</param>
    /// <param name="context">Where the question stands in time.</param>
    /// <param name="serve">The work.</param>
    /// <param name="judged">What the prompt has of an earlier answer and its feedback, for the error that says what fills the context.</param>
    /// <exception cref="StageFailedException">The device could not do it.</exception>
    /// <exception cref="QuestionRejectedException">The prompt does not fit the model's context.</exception>
    protected async Task<SlotReply<T>> ServeAsync<T>(
        QuestionStage stage, AskRequest asked, StageContext context, Func<OpenQuestions.Pass, Task<(T Value, WorkCount Work)>> serve, string judged = "")
    {
        var counted = models.Counters.Begin(Slot, stage);
        try
        {
            using var turn = context.IsSuspect ? models.Suspects.TryEnter(context.Question ?? "") : null;
            if (context.IsSuspect && turn is null) return Refuse(SlotAdmission.Refusal.InFavourOfOthers);
            if (models.Admission.Check(Slot, Engine.Status, context) is { } refusal) return Refuse(refusal);
            using var pass = models.Work.BeginPass();
            using var open = models.Open.Begin(Slot, context);
            var (value, work) = await serve(open);
            counted.Complete();
            models.Health.Succeeded(Slot);
            return new() { Answer = SlotAnswer.Served, Value = value, Work = work, Load = Load };
        }
        catch (InferenceException exception) when (EngineErrors.RetryAfter(exception) is { } retryAfter)
        {
            return Refuse(new(exception.Message, retryAfter));
        }
        catch (MemoryExhaustedException exception)
        {
            return Refuse(new(exception.Message, exception.RetryAfter));
        }
        catch (InferenceException exception)
        {
            var hasConversation = stage is not (QuestionStage.Locate or QuestionStage.Judge) && Prompts.TakesConversations;
            var travelling = exception is PromptTooLongException full
                ? FullContext.Describe(full, asked, judged, hasConversation)
                : EngineErrors.ToTravel(exception);
            counted.Fail(travelling, exception is DeadlineExceededException);
            if (travelling is StageFailedException { IsDeviceFailure: true }) models.Health.Failed(Slot, travelling.Message);
            throw travelling;
        }
        catch (Exception exception)
        {
            counted.Fail(exception);
            throw;
        }

        SlotReply<T> Refuse(SlotAdmission.Refusal refusal)
        {
            if (refusal.Reason is null) counted.Decline();
            else counted.Refuse();
            return new()
            {
                Answer = refusal.Reason is null ? SlotAnswer.Declined : SlotAnswer.Refused,
                RetryAfter = refusal.RetryAfter,
                Load = Load,
            };
        }
    }

    protected SlotLoad Load => SlotLoads.Of(Engine.Status, models.Work.IsDraining);

    protected Task<PixelSize> SizeAsync(ImageDigest digest, CancellationToken cancellationToken) => models.Images.SizeAsync(digest, cancellationToken);

    /// <summary>Runs a prompt over the whole images, and a crop of the one that is looked at where there is one.</summary>
    protected async Task<Generation> GenerateAsync(
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
        IReadOnlyList<string>? candidates = null)
    {
        var inputs = new List<ImageInput>(asked.Images.Count + 1);
        var encoder = Engine.Manifest.Image.InPromptOf(prompt.ImagePlaces);
        foreach (var image in asked.Images) inputs.Add(await models.Images.GetAsync(image, region: null, encoder, cancellationToken));
        if (crop is { } box)
        {
            var inside = Inside(box, inputs[asked.Attended].Size);
            inputs.Add(await models.Images.GetAsync(asked.AttendedImage, inside, encoder, cancellationToken));
        }

        answer ??= AnswerOptions.Default;
        using var feed = context.Feed is { } name ? models.Feeds.Open(name) : null;
        var request = new GenerationRequest
        {
            Prompt = prompt,
            Images = inputs,
            MaxNewTokens = Math.Min(maxNewTokens, QuestionLimits.MaxAnswerTokens),
            Sampling = Sampling(answer),
            TopLogProbabilities = answer.TokenProbabilities ? answer.TopLogProbabilities : 0,
            Draft = draft ?? [],
            StopTexts = answer.Stop,
            Schema = answer.Schema,
            CaptureAttention = captureAttention,
            KeepsPrompt = keepsPrompt,
            AttendedImage = asked.Attended,
            Candidates = candidates ?? [],
            CacheSalt = asked.CacheSalt,
            Age = context.Age,
            IsContinuation = !context.IsAdmission,
            TimeLimit = context.Remaining,
            Progress = feed?.Progress,
        };
        using var pass = QuestionTracing.StartPass(Slot);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var generating = Engine.GenerateAsync(request, cancellationToken);
            open.Arrived();
            var generation = await generating;
            models.Instruments.RecordPass(Slot, generation);
            QuestionTracing.RecordPass(pass, generation);
            return generation;
        }
        catch (Exception exception)
        {
            models.Instruments.RecordFailure(Slot, Stopwatch.GetElapsedTime(started), exception);
            pass.Fail(exception);
            throw;
        }
    }

    /// <summary>Answers a question by a prompt of its passes.</summary>
    /// <inheritdoc cref="GenerateAsync"/>
    protected async Task<(ModelAnswer Answer, Generation Generation)> AnswerAsync(
        PromptProfile prompts,
        Prompt prompt,
        AskRequest asked,
        PixelBox? crop,
        StageContext context,
        OpenQuestions.Pass open,
        CancellationToken cancellationToken,
        bool captureAttention = false,
        bool keepsPrompt = false,
        IReadOnlyList<int>? draft = null)
    {
        var options = asked.Options.Answer;

        // JSON is longer than the words that it holds, and half of it is worth nothing.
        var length = options.Schema is null ? prompts.MaxNewTokens : Math.Max(prompts.MaxNewTokens, QuestionLimits.SchemaTokens);
        var generation = await GenerateAsync(
            prompt, asked, crop, context, open, cancellationToken, options, options.MaxTokens ?? length, captureAttention, keepsPrompt, draft);
        var answer = new ModelAnswer
        {
            Text = generation.Text.Trim(),
            MeanLogProbability = MeanLogProbability(generation, isConstrained: options.Schema is not null),
            IsConstrained = options.Schema is not null,
            Tokens = options.TokenProbabilities ? generation.Tokens : null,
            IsTruncated = generation.Stop == StopReason.MaxTokens,
            Limit = generation.MaxNewTokens < options.MaxTokens ? generation.MaxNewTokens : null,
            LeftOut = prompts.LeftOut(asked),
            TokenIds = [.. generation.Tokens.Select(token => token.Id)],
        };
        return (answer, generation);
    }

    protected static WorkCount Work(Generation generation) => generation.Work with
    {
        Queue = generation.Times.Queue,
        Device = generation.Times.Encode + generation.Times.Prefill + generation.Times.Decode,
    };

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

    /// <summary>How sure the model was. A token that was the only one says nothing of that.</summary>
    private static double MeanLogProbability(Generation generation, bool isConstrained)
    {
        if (generation.Tokens.Count == 0) return double.NegativeInfinity;
        var chosen = generation.Tokens.Select(token => token.LogProbability).Where(probability => !isConstrained || probability != 0);
        return chosen.DefaultIfEmpty().Average();
    }

    private static PixelBox Inside(PixelBox box, PixelSize size) => box.IsInside(size)
        ? box
        : throw new QuestionRejectedException($"The crop {box} is empty or leaves the image of {size.Width} x {size.Height}; give one inside it.");
}
