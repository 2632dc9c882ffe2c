using Judger.Server.Records;

namespace Judger.Server.Http.Questions;

/// <summary>
/// Records as callers of the API see them: under the id that the caller chose, and with a link to the trace where the operator has configured one.
/// </summary>
internal sealed class RecordView(HttpOptions options)
{
    /// <summary>A record, with those of its long parts that are wanted.</summary>
    public QuestionJson Of(QuestionRecord record, RecordParts parts = RecordParts.All)
    {
        var json = RecordJson.Describe(record);
        if (parts != RecordParts.All) json = json with { Stages = [.. json.Stages.Select(stage => Only(stage, parts))] };
        return json.Trace is { } trace && options.TraceUrl is { } place
            ? json with { Trace = trace with { Url = place.Replace(HttpOptions.TracePlace, trace.Id, StringComparison.Ordinal) } }
            : json;
    }

    /// <inheritdoc cref="Of(QuestionRecord, RecordParts)"/>
    public static EventJson Of(QuestionEvent happened, RecordParts parts = RecordParts.All)
    {
        var json = QuestionRecords.Describe(happened);
        return json.Entry is { } entry ? json with { Entry = Only(entry, parts) } : json;
    }

    private static StageJson Only(StageJson stage, RecordParts parts) => stage with
    {
        Answer = stage.Answer is { } answer && !parts.HasFlag(RecordParts.Tokens) ? answer with { Tokens = null } : stage.Answer,
        Region = stage.Region is { } region && !parts.HasFlag(RecordParts.Map) ? region with { Map = null, Frame = null } : stage.Region,
    };
}
