using System.Diagnostics;
using System.Diagnostics.Metrics;
using Judger.Core.Answers;
using Judger.Experts.Telemetry;

namespace Judger.Grains.Telemetry;

/// <summary>Metrics of questions, on the silo that runs them.</summary>
internal sealed class QuestionInstruments
{
    private readonly Histogram<double> _questions;
    private readonly Histogram<double> _firstAnswers;
    private readonly Histogram<double> _stages;
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _resumptions;
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _corrections;

    public QuestionInstruments(IMeterFactory factory)
    {
        var meter = factory.JudgerMeter();
        _questions = meter.CreateDuration("judger.question.duration", "Time of questions on the silo that ran them, by how they ended");
        _firstAnswers = meter.CreateDuration(
            "judger.question.first_answer.duration", "Time from a question's start to its first answer, which the baseline gives");
        _stages = meter.CreateDuration("judger.stage.duration", "Time of stages as questions see them: finding a slot and waiting there included");
        _active = meter.CreateUpDownCounter<int>("judger.question.active", "{question}", "Questions that run");
        _resumptions = meter.CreateCounter<long>(
            "judger.question.resumptions", "{resumption}", "Questions that were taken up again after their last finished stage");
        _verdicts = meter.CreateCounter<long>("judger.verdicts", "{verdict}", "Verdicts of experts about answers");
        _corrections = meter.CreateCounter<long>(
            "judger.corrections",
            "{question}",
            "Questions whose answer was corrected at least once: what became of it, against the reference where one was given");
    }

    /// <summary>A question begins to run.</summary>
    public Run Begin() => new(this);

    /// <summary>A question goes on.</summary>
    public void CountResumption() => _resumptions.Add(1);

    /// <summary>The first answer is there.</summary>
    public void RecordFirstAnswer(TimeSpan after) => _firstAnswers.Record(after.TotalSeconds);

    /// <summary>A stage is over.</summary>
    /// <param name="entry">What came of it.</param>
    /// <param name="expert">Who judges the question.</param>
    public void RecordStage(StageEntry entry, string expert)
    {
        _stages.Record(entry.Took.TotalSeconds, new KeyValuePair<string, object?>(Labels.Stage, Labels.Of(entry.Stage)));
        if (entry.Outcome is Judgment judgment)
            _verdicts.Add(1, new(Labels.Expert, expert), new(Labels.Verdict, Labels.Of(judgment.Verdict)), new(Labels.VerdictCached, judgment.IsCached));
    }

    /// <summary>A stage ended with an error.</summary>
    public void RecordStageFailure(QuestionStage stage, TimeSpan took, Exception failure) =>
        _stages.Record(took.TotalSeconds, new(Labels.Stage, Labels.Of(stage)), new(GenAi.ErrorType, Labels.Of(failure)));

    /// <summary>A question is answered.</summary>
    public void RecordCorrection(QuestionRecord record)
    {
        if ((record.Refined ?? record.Baseline) is not { } first || record.Answer is not { } answer || record.CountOf(QuestionStage.Correct) == 0) return;
        var options = record.Request.Options;
        _corrections.Add(1, new(Labels.Expert, options.ExpertName), new("judger.correction", Correction(first.Text, answer, options.ReferenceAnswer)));
    }

    private static string Correction(string before, string after, string? reference)
    {
        if (reference is null) return AnswerNormalizer.AnswersAgree(before, after) ? "unchanged" : "changed";
        return (AnswerNormalizer.AnswersAgree(before, reference), AnswerNormalizer.AnswersAgree(after, reference)) switch
        {
            (false, true) => "to_right",
            (true, false) => "to_wrong",
            (true, true) => "stayed_right",
            (false, false) => "stayed_wrong",
        };
    }

    /// <summary>One run of a question.</summary>
    internal sealed class Run
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly QuestionInstruments _instruments;

        public Run(QuestionInstruments instruments)
        {
            _instruments = instruments;
            instruments._active.Add(1);
        }

        /// <summary>It gave an answer.</summary>
        public string Complete(QuestionRecord record)
        {
            _instruments.RecordCorrection(record);
            return End(record.IsCutShort ? "cut_short" : "answered");
        }

        /// <summary>It gave none.</summary>
        /// <param name="exception">What its caller is told.</param>
        /// <param name="isBudgetOver">Whether its time was over.</param>
        public string Fail(Exception exception, bool isBudgetOver) => End(
            exception switch
            {
                QuestionCancelledException { IsAbandoned: true } => "abandoned",
                QuestionCancelledException or OperationCanceledException => "cancelled",
                OverloadedException => "refused",
                QuestionRejectedException or QuestionConflictException or ModelNotFoundException or ImageMissingException or ImageRejectedException =>
                    "rejected",
                ClusterUnavailableException => "moved",
                _ when isBudgetOver => "expired",
                _ => "failed",
            },
            Labels.Of(exception));

        private string End(string outcome, string? error = null)
        {
            var tags = new TagList { { Labels.Outcome, outcome } };
            if (error is not null) tags.Add(GenAi.ErrorType, error);
            _instruments._questions.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, tags);
            _instruments._active.Add(-1);
            return outcome;
        }
    }
}
