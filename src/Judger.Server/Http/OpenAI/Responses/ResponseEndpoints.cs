using Judger.Client;
using Judger.Grains.Hosting;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Description;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Requests;
using Judger.Server.Http.Security;
using Judger.Server.Http.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>
/// OpenAI's Responses API. A response is a question, which is kept as long as any: a later request goes on from it, and reads or deletes it.
/// </summary>
internal static partial class ResponseEndpoints
{
    public static void MapResponses(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/responses").WithMetadata(Access.Ask, OpenAIErrorShape.Instance).WithTags(ApiTags.OpenAI);
        group.MapPost("", CreateAsync)
            .WithMetadata(BodyFactor.DataUrls)
            .Describe("createResponse", "Answers the last user turn of an input, which may go on from an earlier response.")
            .Reads<ResponseRequest>()
            .Takes(ApiParameters.Idempotency)
            .Produces<Response>()
            .Streams<ResponseEvent>("response.*", "the response begins, goes on, or ends")
            .Streams<ResponseMessageEvent>("response.output_item.*", "the message that is the answer begins or ends")
            .Streams<ResponsePartEvent>("response.content_part.*", "the text of the answer begins or ends")
            .Streams<ResponseDeltaEvent>("response.output_text.delta", "the answer goes on")
            .Streams<ResponseTextEvent>("response.output_text.done", "the answer is whole")
            .Streams<ResponseStageEvent>("judger.stage", "a stage begins or ends, where `judger.stages` is true")
            .Streams<ResponseErrorEvent>("error", "why there is no answer")
            .Fails(
                ApiErrors.Parameters, ApiErrors.Previous, ApiErrors.Question, ApiErrors.Image, ApiErrors.NoImage, ApiErrors.Streamed, ApiErrors.Body,
                ApiErrors.MediaType, ApiErrors.Access);
        group
            .MapGet("{id}", GetAsync)
            .Describe("getResponse", "Returns a response as it stands.", "A question of `POST /v1/questions` is one, too.")
            .Takes(ApiParameters.Response)
            .Produces<Response>()
            .Fails(ApiErrors.NoStream, ApiErrors.Unknown, ApiErrors.Cluster, ApiErrors.Access);
        group
            .MapDelete("{id}", DeleteAsync)
            .Describe("deleteResponse", "Deletes a response, and stops it where it is not finished.")
            .Takes(ApiParameters.Response)
            .Produces<DeletedResponse>()
            .Fails(ApiErrors.Unknown, ApiErrors.Cluster, ApiErrors.Access);
        group
            .MapPost("{id}/cancel", CancelAsync)
            .Describe("cancelResponse", "Stops a response that is not finished.")
            .Takes(ApiParameters.Response)
            .Produces<Response>()
            .Fails(ApiErrors.Unknown, ApiErrors.Cluster, ApiErrors.Access);
        group
            .MapGet("{id}/input_items", InputAsync)
            .Describe("listInputItems", "Lists what a response was asked, turn by turn, the last first.")
            .Takes(ApiParameters.Response)
            .Produces<ResponseInputItems>()
            .Fails(ApiErrors.Unknown, ApiErrors.Cluster, ApiErrors.Access);
    }

    private static Task<IResult> CreateAsync(
        HttpContext context,
        ChatImages images,
        ClusterModels models,
        IJudgerClient client,
        StoredQuestions stored,
        QuestionFeed feed,
        TimeProvider time,
        CancellationToken cancellationToken) => OpenAIRequests.AnswerAsync(async () =>
    {
        var caller = Caller.Of(context);
        var body = await OpenAIRequests.BodyAsync(context.Request, cancellationToken);
        var question = ResponseRequestReader.Read(body, await ResponseHistory.ReadAsync(body, caller, client, cancellationToken));
        models.Require(question.Asked.Model);
        var id = OpenAIRequests.Id(context.Request);
        var request = await images.PutAsync(question.Asked, caller, cancellationToken);

        // The texts of the images are no longer needed: as long as they were kept, their memory would not be free.
        question = question with { Asked = question.Asked with { Images = [] } };
        body = default;
        BodyGate.Release(context.Request);
        var (scoped, view) = (caller.Scoped(id), RecordView.For(context));
        var reply = new ResponseReply(id, view, time, question);
        if (question.IsBackground) return Json(reply.Of(await client.AskInBackgroundAsync(request, scoped, cancellationToken)));
        if (!question.Asked.IsStream)
        {
            var record = await client.AskAsync(request, scoped, cancellationToken);
            await EndAsync();
            return Json(reply.Of(record));
        }

        // Before the first byte an error has a status of its own.
        var wanted = new EventOptions { Text = EventText.Final };
        var items = question.Asked.AreStagesWanted
            ? await feed.WatchAsync(request, scoped, wanted, cancellationToken)
            : await feed.AskAsync(request, scoped, wanted, cancellationToken);
        var stream = new ResponseStream(reply, new(id), Stage);
        return new EventStream(stream.WriteAsync(items, request, EndAsync));

        EventJson? Stage(QuestionEvent happened) => question.Asked.AreStagesWanted ? view.Of(happened, question.Asked.Parts) : null;

        // Who asked has the answer, whatever becomes of its record.
        async Task EndAsync()
        {
            if (question.IsKept) return;
            try
            {
                await stored.DeleteAsync(scoped, CancellationToken.None);
            }
            catch (JudgerException exception)
            {
                LogStays(context.RequestServices.GetRequiredService<ILogger<ResponseStream>>(), scoped, exception.Message);
            }
        }
    });

    private static Task<IResult> GetAsync(
        string id, HttpContext context, IJudgerClient client, TimeProvider time, CancellationToken cancellationToken) => OpenAIRequests.AnswerAsync(async () =>
    {
        if (context.Request.Query.TryGetValue("stream", out var stream) && stream != "false")
            throw ParameterException.Unsupported("stream", "stream is not supported here. Ask for a stream when the response is created.");
        var record = await FindAsync(id, context, client, cancellationToken);
        return Json(new ResponseReply(NameOf(record), RecordView.For(context), time).Of(record));
    });

    private static async Task<IResult> DeleteAsync(
        string id, HttpContext context, IJudgerClient client, StoredQuestions stored, CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, context, client, cancellationToken);
        await stored.DeleteAsync(record.Id, cancellationToken);
        return Json(new DeletedResponse { Id = id });
    }

    private static async Task<IResult> CancelAsync(
        string id, HttpContext context, IJudgerClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, context, client, cancellationToken);
        await client.CancelAsync(record.Id, cancellationToken);
        return Json(new ResponseReply(NameOf(record), RecordView.For(context), time).Of(await FindAsync(id, context, client, cancellationToken)));
    }

    private static async Task<IResult> InputAsync(
        string id, HttpContext context, IJudgerClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, context, client, cancellationToken);
        ResponseMessage[] items = [.. new ResponseReply(NameOf(record), RecordView.For(context), time).Input(record).Reverse()];
        return Json(new ResponseInputItems { FirstId = items[0].Id, LastId = items[^1].Id, Data = items });
    }

    /// <summary>A question of the caller.</summary>
    /// <exception cref="BadHttpRequestException">There is none.</exception>
    private static async Task<QuestionRecord> FindAsync(string id, HttpContext context, IJudgerClient client, CancellationToken cancellationToken) =>
        (ResponseId.TryParse(id, out var question) ? await client.GetAsync(Caller.Of(context).Scoped(question), cancellationToken) : null)
        ?? throw new BadHttpRequestException($"There is no response {id}.", StatusCodes.Status404NotFound);

    private static QuestionId NameOf(QuestionRecord record) => QuestionId.Parse(record.Id.Name);

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, ApiFormat.Bodies);

    [LoggerMessage(EventId = 1, EventName = "ResponseStays", Level = LogLevel.Warning, Message = "Question {Question} was not to be kept, and could not be "
        + "deleted; it is kept like any other: {Problem}")]
    private static partial void LogStays(ILogger logger, QuestionId question, string problem);
}
