using Judger.Client;
using Judger.Server.Http.Description;
using Judger.Server.Http.Requests;
using Judger.Server.Http.Security;
using Judger.Server.Http.Streams;
using Judger.Server.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Questions;

/// <summary>The product's own API: questions and their events. <see cref="PictureEndpoints"/> has their pictures.</summary>
internal static class QuestionEndpoints
{
    private const string Base = "/v1/questions";

    public static void MapQuestions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Base).WithMetadata(Access.Ask).WithTags("Questions");
        group
            .MapPost("", AskAsync)
            .DisableAntiforgery()
            .WithMetadata(BodyFactor.DataUrls)
            .WithSummary("Asks a question about an image, and waits, streams, or answers in the background.")
            .Accepts<QuestionBody>("application/json", "multipart/form-data")
            .Produces<QuestionJson>()
            .Produces<QuestionJson>(StatusCodes.Status202Accepted)
            .Problems(400, 409, 413, 429, 503);
        group.MapGet("{id}", GetAsync).WithSummary("A question as it stands.").Produces<QuestionJson>().Problems(404);
        group.MapDelete("{id}", CancelAsync).WithSummary("Stops a question that is not finished.").Produces(StatusCodes.Status204NoContent).Problems(404);
        group
            .MapGet("{id}/events", StreamAsync)
            .WithSummary(
                "A question's events, from Last-Event-ID on; with tokens=true also its answers while they are written. It only listens: a question "
                + "that nobody works on goes on when it is posted again.")
            .Produces<EventJson>(StatusCodes.Status200OK, EventStream.ContentType)
            .Problems(404);
        group.MapPictures();
    }

    private static async Task<IResult> AskAsync(
        string? tokens, HttpContext context, QuestionReader reader, QuestionFeed feed, IJudgerClient client, CancellationToken cancellationToken)
    {
        var text = TokensParameter.Read(tokens);
        var posted = await reader.ReadAsync(context.Request, cancellationToken);
        TokensParameter.RequireStream(text, posted.Mode);
        var id = Caller.Of(context).Scoped(posted.Id);
        switch (posted.Mode)
        {
            case AskMode.Stream:
                var events = await feed.WatchAsync(posted.Request, id, new() { From = posted.From, Text = text }, cancellationToken);
                return new EventStream(QuestionStream.WriteAsync(events, posted.From, RecordView.For(context)));
            case AskMode.Background:
                var accepted = await client.AskInBackgroundAsync(posted.Request, id, cancellationToken);
                context.Response.Headers.Location = $"{Base}/{posted.Id}";
                return Json(context, accepted, accepted.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
            default:
                return Json(context, await client.AskAsync(posted.Request, id, cancellationToken));
        }
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, IJudgerClient client, CancellationToken cancellationToken) =>
        Json(context, await FindAsync(id, context, client, cancellationToken));

    private static async Task<IResult> CancelAsync(string id, HttpContext context, IJudgerClient client, CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, context, client, cancellationToken);
        await client.CancelAsync(record.Id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> StreamAsync(
        string id, string? tokens, HttpContext context, IJudgerClient client, QuestionFeed feed, CancellationToken cancellationToken)
    {
        var text = TokensParameter.Read(tokens);
        var record = await FindAsync(id, context, client, cancellationToken);
        // Only listens: a question that nobody works on goes on when it is posted again.
        var from = LastEventId.Next(context.Request);
        var events = await feed.ListenAsync(record.Id, new() { From = from, Text = text }, cancellationToken);
        return new EventStream(QuestionStream.WriteAsync(events, from, RecordView.For(context)));
    }

    /// <summary>A question of the caller.</summary>
    /// <exception cref="BadHttpRequestException">There is none.</exception>
    internal static async Task<QuestionRecord> FindAsync(string id, HttpContext context, IJudgerClient client, CancellationToken cancellationToken) =>
        (QuestionId.TryParseName(id, out var name) ? await client.GetAsync(Caller.Of(context).Scoped(name), cancellationToken) : null)
        ?? throw new BadHttpRequestException($"There is no question {id}.", StatusCodes.Status404NotFound);

    private static JsonHttpResult<QuestionJson> Json(HttpContext context, QuestionRecord record, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(RecordView.For(context).Of(record), RecordJson.Options, statusCode: status);
}
