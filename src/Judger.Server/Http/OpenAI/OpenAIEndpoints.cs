using System.Net.ServerSentEvents;
using System.Text.Json;
using Judger.Client;
using Judger.Grains.Hosting;
using Judger.Protocol.Errors;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Security;
using Judger.Server.Http.Streams;
using Judger.Server.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.OpenAI;

/// <summary>The part of OpenAI's API that a question about images needs, for applications that already have a client for it.</summary>
internal static class OpenAIEndpoints
{
    private static readonly JsonSerializerOptions Compact = new(RecordJson.Options) { WriteIndented = false };

    public static void MapOpenAI(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithMetadata(Access.Ask, OpenAIErrorShape.Instance).WithTags("OpenAI");
        group.MapPost("chat/completions", CompleteAsync).WithSummary("Answers the question of a chat's user message about its images.");
        group.MapGet("models", (ClusterModels models, TimeProvider time) => Json(List(models, time)))
            .WithSummary("Lists the models that the cluster serves.");
        group.MapGet(
                "models/{name}",
                (string name, ClusterModels models, TimeProvider time) => models.Names.Contains(name) ? Json(Model(name, time)) : Unknown(name))
            .WithSummary("Returns one model.");
    }

    private static async Task<IResult> CompleteAsync(
        HttpContext context,
        ChatImages images,
        ClusterModels models,
        IJudgerClient client,
        RecordView view,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        try
        {
            var question = ChatRequestReader.Read(await BodyAsync(context.Request, cancellationToken));
            if (!models.Names.Contains(question.Model)) return Unknown(question.Model);
            var digests = await images.PutAsync(question.Images, cancellationToken);
            var request = new AskRequest { Images = digests, Question = question.Question, Options = question.Options };
            if (!QuestionReader.TryId(context.Request, null, out var id))
                throw ParameterException.Value("Idempotency-Key", "Idempotency-Key is not valid. Give 1 to 128 letters, digits, dots, dashes and underscores.");
            var reply = new ChatReply(question, id, view, time);
            var scoped = context.Features.Get<Caller>()!.Scoped(id);
            if (!question.IsStream) return Json(reply.Of(await client.AskAsync(request, scoped, cancellationToken)));

            // An error before the first event has its own status; after it, the status is sent already.
            await using var events = client.AskStreamAsync(request, scoped, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
            var hasFirst = await events.MoveNextAsync();
            await new EventStream(ChunksAsync(events, hasFirst, reply, async () => (await client.GetAsync(scoped, cancellationToken))!)).ExecuteAsync(context);
            return TypedResults.Empty;
        }
        catch (ParameterException exception)
        {
            var error = OpenAIErrorShape.Describe(exception.Status, exception.Code, exception.Message, exception.Parameter);
            return TypedResults.Json(error, RecordJson.Options, statusCode: exception.Status);
        }
    }

    private static async IAsyncEnumerable<SseItem<string>> ChunksAsync(
        IAsyncEnumerator<QuestionEvent> events, bool hasMore, ChatReply reply, Func<Task<QuestionRecord>> get)
    {
        yield return Chunk(reply.Begin());
        var (failure, record) = ((JudgerException?)null, (QuestionRecord?)null);
        while (failure is null && record is null)
        {
            if (hasMore) yield return Chunk(reply.Stage(events.Current));
            try
            {
                hasMore = hasMore && await events.MoveNextAsync();
                if (!hasMore) record = await get();
            }
            catch (JudgerException exception)
            {
                failure = exception;
            }
        }

        if (failure is not null)
        {
            yield return Chunk(OpenAIErrorShape.Describe(ErrorTable.StatusOf(failure.Code), failure.Code, failure.Message));
            yield break;
        }

        foreach (var chunk in reply.End(record!)) yield return Chunk(chunk);
        yield return new("[DONE]");
    }

    private static SseItem<string> Chunk(object chunk) => new(JsonSerializer.Serialize(chunk, Compact));

    private static async Task<JsonElement> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType()) throw new BadHttpRequestException("Send application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new ParameterException("body", "invalid_json", $"The body is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static object List(ClusterModels models, TimeProvider time) => new { @object = "list", data = models.Names.Select(name => Model(name, time)) };

    private static object Model(string name, TimeProvider time) =>
        new { id = name, @object = "model", created = time.GetUtcNow().ToUnixTimeSeconds(), owned_by = "judger" };

    private static JsonHttpResult<object> Unknown(string name)
    {
        var error = OpenAIErrorShape.Describe(404, "model_not_found", $"The model {name} is not served. GET /v1/models lists the models.", "model");
        return TypedResults.Json(error, RecordJson.Options, statusCode: 404);
    }

    private static JsonHttpResult<object> Json(object value) => TypedResults.Json(value, RecordJson.Options);
}
