using System.Diagnostics;
using System.Text.Json;

namespace Judger.Protocol;

/// <summary>Records to JSON and back. Both directions are here, so that server and client cannot drift apart.</summary>
public static class QuestionRecords
{
    /// <summary>A record as its readers see it, its id without the scope.</summary>
    public static QuestionJson Describe(QuestionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var asked = record.Request;
        return new()
        {
            Id = record.Id.Name,
            Question = asked.Question,
            Images = asked.Images,
            Attended = asked.Attended == 0 ? null : asked.Attended,
            Instructions = asked.Instructions,
            Turns = asked.Turns.Count == 0 ? null : TurnJson.Of(asked.Turns),
            Answer = record.Answer,
            AnsweredBy = record.AnsweredBy,
            CutShort = record.IsCutShort,
            Cancelled = Only(record.IsCancelled),
            Background = Only(record.IsBackground),
            Failure = record.Failed is { Outcome: StageFailure failure } failed
                ? new() { Stage = failed.Stage, Message = failure.Message, Attempts = failure.Attempts }
                : null,
            Stages = [.. record.Stages.Select(Describe)],

            // A trace that sampling left out is nowhere to be looked at.
            Trace = ActivityContext.TryParse(record.Trace, null, out var trace) && trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? new(trace.TraceId.ToHexString())
                : null,
            Options = OptionsJson.Of(asked.Options),
        };
    }

    /// <summary>An event as its readers see it.</summary>
    public static EventJson Describe(QuestionEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return new()
        {
            Sequence = happened.Sequence,
            Stage = happened.Stage,
            Round = Round(happened.Round),
            Finished = happened.IsFinished,
            Entry = happened.Entry is { } entry ? Describe(entry) : null,
        };
    }

    /// <summary>A piece of an answer as its readers see it.</summary>
    /// <param name="happened">Its event.</param>
    /// <param name="piece">The event's piece.</param>
    public static TokenJson Describe(QuestionEvent happened, AnswerPiece piece)
    {
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(piece);
        return new()
        {
            Sequence = happened.Sequence,
            Stage = happened.Stage,
            Round = Round(happened.Round),
            Text = piece.Text,
            Begins = Only(piece.IsFirst),
            Final = Only(happened.IsFinal),
            Tokens = piece.Tokens is { } tokens ? [.. tokens.Select(Precision.Of)] : null,
        };
    }

    /// <summary>The record that was described, as exactly as numbers are written; what is the cluster's own is empty.</summary>
    /// <exception cref="JsonException">An id, a digest, a frame or a map is malformed.</exception>
    public static QuestionRecord Read(QuestionJson json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new()
        {
            Id = QuestionId.TryParse(json.Id, out var id) ? id : throw new JsonException("id is not a question's id."),
            Request = new()
            {
                Images = json.Images,
                Attended = json.Attended ?? 0,
                Question = json.Question,
                Options = json.Options.Read(),
                Instructions = json.Instructions,
                Turns = TurnJson.Read(json.Turns),
            },
            Answer = json.Answer,
            AnsweredBy = json.AnsweredBy,
            IsCutShort = json.CutShort,
            IsCancelled = json.Cancelled ?? false,
            IsBackground = json.Background ?? false,
            Stages = [.. json.Stages.Select(Read)],
        };
    }

    /// <summary>The event that was described.</summary>
    /// <exception cref="JsonException">A frame or a map is malformed, or the entry says nothing.</exception>
    public static QuestionEvent Read(EventJson json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(json.Sequence, json.Stage, json.Round ?? 0, json.Entry is { } entry ? Read(entry) : null);
    }

    /// <summary>The piece that was described.</summary>
    public static QuestionEvent Read(TokenJson json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(json.Sequence, json.Stage, json.Round ?? 0, null)
        {
            Piece = new(json.Text, json.Begins ?? false, json.Tokens),
            IsFinal = json.Final ?? false,
        };
    }

    private static StageJson Describe(StageEntry entry) => new()
    {
        Stage = entry.Stage,
        Round = Round(entry.Round),
        Began = Precision.OfMoment(entry.Began),
        Ms = Precision.Milliseconds(entry.Took),
        Slot = entry.Slot,
        Work = entry.Work == default ? null : Work(entry.Work),
        Answer = entry.Outcome is ModelAnswer answer ? Precision.Of(answer) : null,
        Region = entry.Outcome is LocatedRegion region ? Region(region) : null,
        Judgment = entry.Outcome is Judgment judgment ? Precision.Of(judgment) : null,
        Choice = entry.Outcome as FinalChoice,
        Skipped = (entry.Outcome as StageSkipped)?.Reason,
        Failed = entry.Outcome as StageFailure,
    };

    private static StageEntry Read(StageJson json) => new()
    {
        Stage = json.Stage,
        Round = json.Round ?? 0,
        Began = json.Began,
        Took = Time(json.Ms),
        Slot = json.Slot,
        Work = json.Work is { } work ? Work(work) : default,
        Outcome = json.Answer
            ?? json.Judgment
            ?? json.Choice
            ?? json.Failed
            ?? (json.Region is { } region ? Region(region) : null)
            ?? (json.Skipped is { } reason ? new StageSkipped(reason) : (StageOutcome?)null)
            ?? throw new JsonException("A stage has neither answer, region, judgment, choice, skipped nor failed."),
    };

    private static WorkJson Work(WorkCount work) => new(
        work.ImagesEncoded,
        work.TokensPrefilled,
        work.TokensReused,
        work.TokensGenerated,
        Precision.Milliseconds(work.Queue),
        Precision.Milliseconds(work.Device),
        work.ImagesCached)
    {
        TokensDrafted = work.TokensDrafted,
        TokensAccepted = work.TokensAccepted,
    };

    private static WorkCount Work(WorkJson work) => new(work.ImagesEncoded, work.TokensPrefilled, work.TokensReused, work.TokensGenerated)
    {
        ImagesCached = work.ImagesCached,
        TokensDrafted = work.TokensDrafted,
        TokensAccepted = work.TokensAccepted,
        Queue = Time(work.QueueMs),
        Device = Time(work.DeviceMs),
    };

    private static RegionJson Region(LocatedRegion region) => new()
    {
        Box = region.Box,
        Ratio = Precision.OfMap(region.Ratio),
        Score = region.Score is { } score ? Precision.OfMap(score) : null,
        Degenerate = region.IsDegenerate,
        Map = region.Map is { } map ? [.. map.Select(Precision.OfMap).Chunk(region.Columns)] : null,
        Frame = region.Frame is { } frame ? [.. new[] { frame.Left, frame.Top, frame.Width, frame.Height }.Select(Precision.OfPixels)] : null,
    };

    private static LocatedRegion Region(RegionJson region)
    {
        if (region.Map is { } map && (map.Length == 0 || map.Any(row => row is null || row.Length != map[0].Length)))
            throw new JsonException("region.map is not a grid.");
        if (region.Frame is not null and not { Length: 4 }) throw new JsonException("region.frame does not have four numbers.");
        return new()
        {
            Box = region.Box,
            Ratio = region.Ratio,
            Score = region.Score,
            IsDegenerate = region.Degenerate,
            Map = region.Map?.SelectMany(row => row).ToArray(),
            Rows = region.Map?.Length ?? 0,
            Columns = region.Map?[0].Length ?? 0,
            Frame = region.Frame is { } frame ? new GridFrame(frame[0], frame[1], frame[2], frame[3]) : null,
        };
    }

    private static int? Round(int round) => round == 0 ? null : round;

    private static bool? Only(bool value) => value ? true : null;

    private static TimeSpan Time(double milliseconds) => TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond));
}
