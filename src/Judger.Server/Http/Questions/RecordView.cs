namespace Judger.Server;

/// <summary>Records as callers of the API see them: under their own id, and with a link to the trace where the operator has a place for it.</summary>
internal sealed class RecordView(HttpSettings settings)
{
    public QuestionJson Of(QuestionRecord record, string id)
    {
        var json = RecordJson.Describe(record, id);
        return json.Trace is { } trace && settings.TraceUrl is { } place ? json with { Trace = trace with { Url = place.Replace(HttpSettings.TracePlace, trace.Id, StringComparison.Ordinal) } } : json;
    }

    public EventJson Of(QuestionEvent happened, string id) => new() { Sequence = happened.Sequence, Stage = happened.Stage, Finished = happened.IsFinished, Record = Of(happened.Record, id) };
}
