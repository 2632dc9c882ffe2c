using System.Text.Json;
using Judger.Client;
using Judger.Grains.Hosting;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Requests;
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
    public static void MapOpenAI(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithMetadata(Access.Ask, OpenAIErrorShape.Instance).WithTags("OpenAI");
        group.MapPost("chat/completions", CompleteAsync)
            .WithMetadata(BodyFactor.DataUrls)
            .WithSummary("Answers the question of a chat's user message about its images.");
        group.MapGet("models", (ClusterModels models, TimeProvider time) => Json(List(models, time)))
            .WithSummary("Lists the models that the cluster serves.");
        group.MapGet(
                "models/{**model}",
                (string model, ClusterModels models, TimeProvider time) => Json(Model(Find(model, models), models, time)))
            .WithSummary("Returns one model.");
    }

    private static async Task<IResult> CompleteAsync(
        HttpContext context,
        ChatImages images,
        ClusterModels models,
        IJudgerClient client,
        QuestionFeed feed,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        try
        {
            var caller = Caller.Of(context);
            var question = ChatRequestReader.Read(await BodyAsync(context.Request, cancellationToken));
            models.Require(question.Model);
            if (!QuestionReader.TryId(context.Request, null, out var id))
                throw ParameterException.Value("Idempotency-Key", "Idempotency-Key is not valid. Give 1 to 128 letters, digits, dots, dashes and underscores.");
            var ids = ChatChoices.Ids(question, id);
            var request = await images.PutAsync(question, caller, cancellationToken);

            // The texts of the images are no longer needed: as long as they were kept, their memory would not be free.
            question = question with { Images = [] };
            BodyGate.Release(context.Request);
            var reply = new ChatReply(question, ids, RecordView.For(context), time);
            var choices = ChatChoices.Of(request, ids, caller);
            if (!question.IsStream) return Json(reply.Of(await choices.AskAsync(client, cancellationToken)));

            // Before the first byte an error has a status of its own.
            return new EventStream(ChatStream.WriteAsync(await choices.StreamAsync(feed, question.AreStagesWanted, cancellationToken), reply));
        }
        catch (ParameterException exception)
        {
            var error = OpenAIErrorShape.Describe(exception.Status, exception.Code, exception.Message, exception.Parameter);
            return TypedResults.Json(error, RecordJson.Options, statusCode: exception.Status);
        }
    }

    private static async Task<JsonElement> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType()) throw new BadHttpRequestException("Send application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            var (json, problem) = await RequestJson.ReadAsync(request, StringComparer.Ordinal, cancellationToken);
            if (problem is not null) throw ParameterException.Value(problem.Path is { Length: > 0 } path ? path : "body", problem.Message);

            // The bytes are this request's own, so the document may keep them.
            return JsonDocument.Parse(json).RootElement;
        }
        catch (JsonException exception)
        {
            throw new ParameterException("body", "invalid_json", JsonMismatch.Describe(exception, typeof(JsonElement), JsonFormat.Questions));
        }
    }

    private static object List(ClusterModels models, TimeProvider time) =>
        new { @object = "list", data = models.Names.Select(name => Model(name, models, time)) };

    // Names of models often have slashes, which clients escape, and routing does not unescape.
    private static string Find(string model, ClusterModels models) =>
        new[] { model, Uri.UnescapeDataString(model) }.FirstOrDefault(name => models.Names.Contains(name)) ?? throw models.NotServed(model);

    // The scope is the product's own member; clients of OpenAI's API pass over what they do not know.
    private static object Model(string name, ClusterModels models, TimeProvider time) =>
        new { id = name, @object = "model", created = time.GetUtcNow().ToUnixTimeSeconds(), owned_by = "judger", scope = models.ScopeOf(name) };

    private static JsonHttpResult<object> Json(object value) => TypedResults.Json(value, RecordJson.Options);
}
