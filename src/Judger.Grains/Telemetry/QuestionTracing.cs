using System.Diagnostics;
using Judger.Experts.Telemetry;
using Judger.Inference.Contract;

namespace Judger.Grains.Telemetry;

/// <summary>
/// Spans of questions. One trace has a question's whole way: what a silo begins and another goes on with is in the same trace, linked to the first run. No
/// picture is in it, and text only where <see cref="TelemetryOptions.Content"/> says so.
/// </summary>
public static class QuestionTracing
{
    /// <summary>The name under which spans are listened to.</summary>
    public const string SourceName = "Judger";

    private static readonly string[] Stages = [.. Enum.GetValues<QuestionStage>().Select(stage => $"judger.{Labels.Of(stage)}")];
    private static readonly ActivitySource Source = new(
        new ActivitySourceOptions(SourceName) { Version = JudgerMetrics.Version, TelemetrySchemaUrl = GenAi.SchemaUrl });

    /// <summary>The span of whoever asks, for a question that runs on behind its back; null when nobody listens.</summary>
    internal static string? Asker => Source.HasListeners() ? TraceContext.CurrentId : null;

    /// <summary>A run of a question.</summary>
    /// <param name="record">The record, with the span of its first run where there was one.</param>
    /// <param name="silo">The silo that runs it.</param>
    /// <param name="withContent">Whether the question's text is told.</param>
    internal static Activity? StartQuestion(QuestionRecord record, string silo, bool withContent)
    {
        if (!Source.HasListeners()) return null;

        // A question in the background is known under the span of whoever asked, before it runs.
        var isKnown = ActivityContext.TryParse(record.Trace, null, isRemote: true, out var first);
        var isResumed = record.Runs.Count > 0;
        var span = isKnown
            ? Source.StartActivity("judger.question", ActivityKind.Internal, first, links: isResumed ? [new(first)] : [])
            : Source.StartActivity("judger.question", ActivityKind.Internal, TraceContext.Current);
        if (span is null) return null;
        span.SetTag("judger.question.id", record.Id.ToString()).SetTag("judger.silo", silo).SetTag("judger.question.run", record.Runs.Count + 1);
        if (isResumed && record.LastFinished is { } last) span.SetTag("judger.question.resumed_after", Labels.Of(last));
        if (withContent) span.SetTag("judger.question.text", record.Request.Question);
        return span;
    }

    /// <summary>How the question ended.</summary>
    internal static void RecordQuestion(Activity? span, string outcome, QuestionRecord? record, bool withContent)
    {
        if (span is null) return;
        span.SetTag(Labels.Outcome, outcome);
        if (record?.AnsweredBy is { } stage) span.SetTag("judger.answered_by", Labels.Of(stage));
        if (withContent) span.SetTag("judger.answer.text", record?.Answer);
    }

    /// <summary>A stage of the question whose span is current.</summary>
    internal static Activity? StartStage(QuestionStage stage) => Source.StartActivity(Stages[(int)stage]);

    /// <summary>A pass through a model, on the slot that does it.</summary>
    internal static Activity? StartPass(SlotKey slot) => Source.HasListeners()
        ? Source.StartActivity($"{GenAi.Chat} {slot.Model}", ActivityKind.Internal, TraceContext.Current)?
            .SetTag(GenAi.OperationName, GenAi.Chat).SetTag(GenAi.ProviderName, "judger").SetTag(GenAi.RequestModel, slot.Model)
            .SetTag(Labels.Slot, slot.ToString()).SetTag("judger.device", slot.Device)
        : null;

    /// <summary>The look, where it begins while the first answer is still being decoded.</summary>
    internal static Activity? StartLookAhead() => Source.StartActivity("judger.look_ahead", ActivityKind.Internal, TraceContext.Current);

    /// <summary>An image that is kept, on the silo where its bytes came in.</summary>
    internal static Activity? StartImageStore() => Source.StartActivity("judger.image.store", ActivityKind.Internal, TraceContext.Current);

    /// <summary>An image that is fetched from the silo that keeps it, and decoded, for the first question there that looks at it.</summary>
    internal static Activity? StartImageDecode() => Source.StartActivity("judger.image.decode", ActivityKind.Internal, TraceContext.Current);

    /// <summary>The image's size.</summary>
    internal static void RecordImage(Activity? span, StoredImage image) =>
        span?.SetTag("judger.image.size", image.Bytes.Length).SetTag("judger.image.width", image.Width).SetTag("judger.image.height", image.Height);

    /// <summary>
    /// What an expert's silo does for a judgment: its requests and their tries, or the wait for the same judgment that somebody else has asked for.
    /// </summary>
    internal static Activity? StartExpert(string expert) =>
        Source.StartActivity("judger.expert", ActivityKind.Internal, TraceContext.Current)?.SetTag(Labels.Expert, expert);

    /// <summary>What a pass did and where its time went, as spans of their own that ended just now.</summary>
    internal static void RecordPass(Activity? pass, Generation generation)
    {
        if (pass is null) return;
        var (work, times) = (generation.Work, generation.Times);
        pass.SetTag(GenAi.InputTokens, work.TokensPrefilled + work.TokensReused).SetTag(GenAi.OutputTokens, work.TokensGenerated).SetTag(
            GenAi.FinishReasons, new[] { Finish(generation.Stop) })
            .SetTag("judger.tokens.prefilled", work.TokensPrefilled).SetTag("judger.tokens.reused", work.TokensReused)
            .SetTag("judger.tokens.accepted", work.TokensAccepted)
            .SetTag("judger.images.encoded", work.ImagesEncoded).SetTag("judger.images.cached", work.ImagesCached);
        var at = DateTimeOffset.UtcNow - times.Total;
        foreach (var (phase, time) in new[] { ("queue", times.Queue), ("vision encode", times.Encode), ("prefill", times.Prefill), ("decode", times.Decode) })
        {
            if (time > TimeSpan.Zero)
                Source.StartActivity(phase, ActivityKind.Internal, pass.Context, startTime: at)?.SetEndTime((at + time).UtcDateTime).Dispose();
            at += time;
        }
    }

    /// <summary>What came of a stage.</summary>
    internal static void RecordStage(Activity? span, StageEntry entry, string expert, bool withContent)
    {
        if (span is null) return;
        if (entry.Slot is { } slot) span.SetTag(Labels.Slot, slot.ToString());
        if (entry.Round > 0) span.SetTag("judger.round", entry.Round);
        switch (entry.Outcome)
        {
            case ModelAnswer answer:
                if (withContent) span.SetTag("judger.answer.text", answer.Text);
                break;
            case LocatedRegion { Box: var box }:
                span.SetTag("judger.box", new[] { box.Left, box.Top, box.Right, box.Bottom });
                break;
            case Judgment judgment:
                span.SetTag(Labels.Expert, expert).SetTag(Labels.Verdict, Labels.Of(judgment.Verdict)).SetTag(Labels.VerdictCached, judgment.IsCached)
                    .SetTag(GenAi.ErrorType, judgment.Failure?.Kind.ToString());
                if (withContent) span.SetTag("judger.feedback.text", judgment.Feedback);
                break;
            case FinalChoice choice:
                span.SetTag(Labels.Expert, expert).SetTag("judger.choice", choice.Chosen.ToString().ToLowerInvariant());
                break;
        }
    }

    /// <summary>Ends a span that ended badly.</summary>
    internal static void Fail(this Activity? span, Exception exception) => span?
        .SetStatus(exception is OperationCanceledException ? ActivityStatusCode.Unset : ActivityStatusCode.Error, (exception as JudgerException)?.Code)
        .SetTag(GenAi.ErrorType, Labels.Of(exception));

    private static string Finish(StopReason reason) => reason == StopReason.MaxTokens ? "length" : "stop";
}
