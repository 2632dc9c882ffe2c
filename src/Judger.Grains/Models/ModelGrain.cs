using Judger.Core.Prompts;
using Judger.Inference.Contract;
using Judger.Inference.Errors;

namespace Judger.Grains.Models;

/// <summary>What the three model grains share: the address of an engine. They only enqueue into it and await, so they interleave freely.</summary>
internal abstract class ModelGrain(SiloModels models) : Grain
{
    protected SlotKey Slot => Passes.Slot;

    protected ModelPasses Passes { get; private set; } = null!;

    protected IInferenceEngine Engine => Passes.Engine;

    protected PromptProfile Prompts => Engine.Manifest.Prompts;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Passes = new(models, SlotKey.Parse(this.GetPrimaryKeyString()));
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

    /// <summary>Answers a question by a prompt of its passes.</summary>
    /// <inheritdoc cref="ModelPasses.GenerateAsync"/>
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
        IReadOnlyList<int>? draft = null,
        EarlyAttention? early = null)
    {
        var options = asked.Options.Answer;

        // JSON is longer than the words that it holds, and half of it is worth nothing.
        var length = options.Schema is null ? prompts.MaxNewTokens : Math.Max(prompts.MaxNewTokens, QuestionLimits.SchemaTokens);
        var generation = await Passes.GenerateAsync(
            prompt, asked, crop, context, open, cancellationToken, options, options.MaxTokens ?? length, captureAttention, keepsPrompt, draft, early);
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

    /// <summary>How sure the model was. A token that was the only one says nothing of that.</summary>
    private static double MeanLogProbability(Generation generation, bool isConstrained)
    {
        if (generation.Tokens.Count == 0) return double.NegativeInfinity;
        var chosen = generation.Tokens.Select(token => token.LogProbability).Where(probability => !isConstrained || probability != 0);
        return chosen.DefaultIfEmpty().Average();
    }
}
