namespace Judger.Server;

/// <summary>Records as callers of the API see them: under the caller's id, and with a link to the trace where the operator has configured one.</summary>
internal sealed class RecordView(HttpOptions options)
{
    public QuestionJson Of(QuestionRecord record, string id)
    {
        var json = RecordJson.Describe(record, id);
        return json.Trace is { } trace && options.TraceUrl is { } place
            ? json with { Trace = trace with { Url = place.Replace(HttpOptions.TracePlace, trace.Id, StringComparison.Ordinal) } }
            : json;
    }

    public EventJson Of(QuestionEvent happened, string id) => new() { Sequence = happened.Sequence, Stage = happened.Stage, Finished = happened.IsFinished, Record = Of(happened.Record, id) };
}
