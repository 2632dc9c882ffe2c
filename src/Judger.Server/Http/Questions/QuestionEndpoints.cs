using Judger.Client;
using Judger.Server.Http.Description;
using Judger.Server.Http.Requests;
using Judger.Server.Http.Security;
using Judger.Server.Http.Streams;
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
        var group = routes.MapGroup(Base).WithMetadata(Access.Ask).WithTags(ApiTags.Questions);
        group
            .MapPost("", AskAsync)
            .DisableAntiforgery()
            .WithMetadata(BodyFactor.DataUrls)
            .Describe(
                "askQuestion",
                "Asks a question about an image, and waits, streams, or answers in the background.",
                "A question may also be sent as a form with the image as a file. A question that is sent again with its id is not asked again.")
            .Accepts<QuestionBody>("application/json", "multipart/form-data")
            .Reads<QuestionBody>()
            .Reads<QuestionFields>("multipart/form-data")
            .Takes(ApiParameters.Tokens, ApiParameters.Idempotency, ApiParameters.Last)
            .Produces<QuestionJson>()
            .Produces<QuestionJson>(StatusCodes.Status202Accepted)
            .Streams<EventJson>(EventJson.Stages, "a stage begins or ends")
            .Streams<TokenJson>(EventJson.Token, "what a stage has written, where `tokens` asks for it")
            .Streams<QuestionJson>(EventJson.Answer, "the record, in the end")
            .Streams<ProblemJson>(EventJson.Error, "why there is no answer, in the end")
            .Fails(ApiErrors.Question, ApiErrors.Image, ApiErrors.NoImage, ApiErrors.Body, ApiErrors.MediaType, ApiErrors.Access);
        group
            .MapGet("{id}", GetAsync)
            .Describe("getQuestion", "Returns a question as it stands.")
            .Takes(ApiParameters.Question)
            .Produces<QuestionJson>()
            .Fails(ApiErrors.Unknown, ApiErrors.Cluster, ApiErrors.Access);
        group
            .MapDelete("{id}", CancelAsync)
            .Describe("cancelQuestion", "Stops a question that is not finished.")
            .Takes(ApiParameters.Question)
            .Produces(StatusCodes.Status204NoContent)
            .Fails(ApiErrors.Unknown, ApiErrors.Cluster, ApiErrors.Access);
        group
            .MapGet("{id}/events", StreamAsync)
            .Describe(
                "followQuestion",
                "Streams a question's events, from Last-Event-ID on.",
                "With `tokens=true` also its answers while they are written. It only listens: a question that nobody works on goes on when it is posted again.")
            .Takes(ApiParameters.Question, ApiParameters.Tokens, ApiParameters.Last)
            .Streams<EventJson>(EventJson.Stages, "a stage begins or ends")
            .Streams<TokenJson>(EventJson.Token, "what a stage has written, where `tokens` asks for it")
            .Streams<QuestionJson>(EventJson.Answer, "the record, in the end")
            .Streams<ProblemJson>(EventJson.Error, "why there is no answer, in the end")
            .Fails(ApiErrors.Unknown, ApiErrors.BadStream, ApiErrors.Outcome, ApiErrors.Cluster, ApiErrors.Access);
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
        TypedResults.Json(RecordView.For(context).Of(record), ApiFormat.Bodies, statusCode: status);
}
