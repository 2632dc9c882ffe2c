using System.Diagnostics;
using Judger.Grains.Slots;

namespace Judger.Grains.Telemetry;

/// <summary>
/// Spans of questions. One trace has a question's whole way: what a silo begins and another goes on with is in the same trace, each run linked to the one before. No
/// picture and no text is in it.
/// </summary>
public static class QuestionTracing
{
    /// <summary>The name under which spans are listened to.</summary>
    public const string SourceName = "Judger";

    private static readonly ActivitySource Source = new(SourceName, typeof(QuestionTracing).Assembly.GetName().Version?.ToString(3));

    /// <summary>A run of a question.</summary>
    /// <param name="record">The record, with the span of its first run where there was one.</param>
    /// <param name="silo">The silo that runs it.</param>
    internal static Activity? StartQuestion(QuestionRecord record, string silo)
    {
        var isResumed = ActivityContext.TryParse(record.Trace, null, isRemote: true, out var first);
        var span = isResumed
            ? Source.StartActivity("judger.question", ActivityKind.Internal, first, links: [new(first)])
            : Source.StartActivity("judger.question");
        return span?.SetTag("judger.question.id", record.Id).SetTag("judger.silo", silo).SetTag("judger.question.resumed_after", isResumed ? Name(record.LastFinished) : null);
    }

    /// <summary>A stage of the question whose span is current.</summary>
    internal static Activity? StartStage(QuestionStage stage) => Source.StartActivity($"judger.{Name(stage)}");

    /// <summary>A pass through a model, on the slot that does it.</summary>
    internal static Activity? StartPass(SlotKey slot) => Source.HasListeners()
        ? Source.StartActivity($"chat {slot.Model}")?
            .SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.provider.name", "judger").SetTag("gen_ai.request.model", slot.Model)
            .SetTag("judger.slot", slot.ToString()).SetTag("judger.device", slot.Device)
        : null;

    /// <summary>What a pass did and where its time went, as spans of their own that ended just now.</summary>
    internal static void TellPass(Activity? pass, WorkReport work, params ReadOnlySpan<(string Phase, TimeSpan Time)> phases)
    {
        if (pass is null) return;
        pass.SetTag("gen_ai.usage.input_tokens", work.TokensPrefilled + work.TokensReused).SetTag("gen_ai.usage.output_tokens", work.TokensGenerated)
            .SetTag("judger.tokens.prefilled", work.TokensPrefilled).SetTag("judger.tokens.reused", work.TokensReused).SetTag("judger.images.encoded", work.ImagesEncoded);
        var total = TimeSpan.Zero;
        foreach (var (_, time) in phases) total += time;
        var at = DateTimeOffset.UtcNow - total;
        foreach (var (phase, time) in phases)
        {
            if (time > TimeSpan.Zero) Source.StartActivity(phase, ActivityKind.Internal, pass.Context, startTime: at)?.SetEndTime((at + time).UtcDateTime).Dispose();
            at += time;
        }
    }

    /// <summary>What a finished stage found.</summary>
    internal static void TellStage(Activity? span, QuestionStage stage, QuestionRecord record)
    {
        if (span is null) return;
        if (stage == QuestionStage.Locate && record.Region?.Box is { } box) span.SetTag("judger.box", new[] { box.Left, box.Top, box.Right, box.Bottom }).SetTag("judger.slot", record.Slots.Cropper);
        else if (stage is QuestionStage.Judge && record.Rounds is [.., var round])
            span.SetTag("judger.expert", record.Request.Options.Expert).SetTag("judger.round", record.Rounds.Count).SetTag("judger.verdict", round.Judgment.Verdict.ToString().ToLowerInvariant()).SetTag("judger.verdict.cached", round.Judgment.IsCached).SetTag("error.type", round.Judgment.Failure?.Kind.ToString());
        else if (stage == QuestionStage.Correct) span.SetTag("judger.round", record.Rounds.Count).SetTag("judger.slot", record.Slots.JudgedAnswer);
        else if (stage == QuestionStage.Baseline) span.SetTag("judger.slot", record.Slots.Baseline);
        else if (stage == QuestionStage.Refine) span.SetTag("judger.slot", record.Slots.JudgedAnswer);
    }

    /// <summary>Ends a span that ended badly.</summary>
    internal static void Fail(this Activity? span, Exception exception) => span?
        .SetStatus(exception is OperationCanceledException ? ActivityStatusCode.Unset : ActivityStatusCode.Error, (exception as JudgerException)?.Code)
        .SetTag("error.type", (exception as JudgerException)?.Code ?? exception.GetType().Name);

    private static string? Name(QuestionStage? stage) => stage?.ToString().ToLowerInvariant();
}
