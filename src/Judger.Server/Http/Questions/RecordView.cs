using Judger.Server.Records;

namespace Judger.Server.Http.Questions;

/// <summary>
/// Records as callers of the API see them: under the id that the caller chose, and with a link to the trace where the operator has configured one.
/// </summary>
internal sealed class RecordView(HttpOptions options)
{
    public QuestionJson Of(QuestionRecord record)
    {
        var json = RecordJson.Describe(record);
        return json.Trace is { } trace && options.TraceUrl is { } place
            ? json with { Trace = trace with { Url = place.Replace(HttpOptions.TracePlace, trace.Id, StringComparison.Ordinal) } }
            : json;
    }

    public static EventJson Of(QuestionEvent happened) => QuestionRecords.Describe(happened);
}
