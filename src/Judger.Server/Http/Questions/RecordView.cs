using Judger.Server.Http.Security;
using Judger.Server.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Http.Questions;

/// <summary>
/// Records as a caller of the API sees them: under the id that the caller chose, with a link to the trace where the operator has configured one, and with
/// what experts' servers said and where they are for admins only.
/// </summary>
internal sealed class RecordView(HttpOptions options, bool isAdmin)
{
    /// <summary>Records as the caller of a request sees them.</summary>
    public static RecordView For(HttpContext context) => new(context.RequestServices.GetRequiredService<HttpOptions>(), Caller.Of(context).IsAdmin);

    /// <summary>A record, with those of its long parts that are wanted.</summary>
    public QuestionJson Of(QuestionRecord record, RecordParts parts = RecordParts.All)
    {
        var json = RecordJson.Describe(record);
        json = json with { Stages = [.. json.Stages.Select(stage => Seen(stage, parts))] };
        return json.Trace is { } trace && options.TraceUrl is { } place
            ? json with { Trace = trace with { Url = place.Replace(HttpOptions.TracePlace, trace.Id, StringComparison.Ordinal) } }
            : json;
    }

    /// <inheritdoc cref="Of(QuestionRecord, RecordParts)"/>
    public EventJson Of(QuestionEvent happened, RecordParts parts = RecordParts.All)
    {
        var json = QuestionRecords.Describe(happened);
        return json.Entry is { } entry ? json with { Entry = Seen(entry, parts) } : json;
    }

    private StageJson Seen(StageJson stage, RecordParts parts) => stage with
    {
        Answer = stage.Answer is { } answer && !parts.HasFlag(RecordParts.Tokens) ? answer with { Tokens = null } : stage.Answer,
        Region = stage.Region is { } region && !parts.HasFlag(RecordParts.Map) ? region with { Map = null, Frame = null } : stage.Region,
        Judgment = stage.Judgment is { Failure: { } unjudged } judgment ? judgment with { Failure = Seen(unjudged) } : stage.Judgment,
        Choice = stage.Choice is { Failure: { } unchosen } choice ? choice with { Failure = Seen(unchosen) } : stage.Choice,
    };

    private ExpertFailure Seen(ExpertFailure failure) => isAdmin ? failure : failure with { Message = ExpertFailureText.General(failure.Kind) };
}
