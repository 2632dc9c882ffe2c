using Judger.Client;
using Judger.Grains.Hosting;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Description;
using Judger.Server.Http.OpenAI.Completions;
using Judger.Server.Http.OpenAI.Models;
using Judger.Server.Http.OpenAI.Responses;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Requests;
using Judger.Server.Http.Security;
using Judger.Server.Http.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Judger.Server.Http.OpenAI;

/// <summary>The part of OpenAI's API that a question about images needs, for applications that already have a client for it.</summary>
internal static class OpenAIEndpoints
{
    public static void MapOpenAI(this IEndpointRouteBuilder routes)
    {
        routes.MapResponses();
        var group = routes.MapGroup("/v1").WithMetadata(Access.Ask, OpenAIErrorShape.Instance).WithTags(ApiTags.OpenAI);
        group.MapPost("chat/completions", CompleteAsync)
            .WithMetadata(BodyFactor.DataUrls)
            .Describe("createChatCompletion", "Answers the question of a chat's last user message about its images.")
            .Reads<ChatCompletionRequest>()
            .Takes(ApiParameters.Idempotency)
            .Produces<ChatCompletion>()
            .Streams<ChatCompletionChunk>(null, "the answer goes on")
            .Streams<ChatCompletionChunkWithUsage>(null, "the same, where `stream_options.include_usage` is true")
            .Streams<OpenAIError>(null, "why there is no answer; then, as always, `[DONE]`, which is not JSON")
            .Fails(ApiErrors.Parameters, ApiErrors.Question, ApiErrors.Image, ApiErrors.Streamed, ApiErrors.Body, ApiErrors.MediaType, ApiErrors.Access);
        group
            .MapGet("models", (ClusterModels models, TimeProvider time) => Json(List(models, time)))
            .Describe("listModels", "Lists the models that the cluster serves.")
            .Produces<ModelList>()
            .Fails(ApiErrors.Access);
        group.MapGet(
                "models/{**model}",
                (string model, ClusterModels models, TimeProvider time) => Json(Model(Find(model, models), models, time)))
            .Describe("getModel", "Returns one model.", "Its name may have slashes, escaped or not.")
            .Takes(new ApiParameter("model", ParameterLocation.Path, "The model's name.", "judger-tiny"))
            .Produces<ModelEntry>()
            .Fails(ApiErrors.Model, ApiErrors.Access);
    }

    private static Task<IResult> CompleteAsync(
        HttpContext context,
        ChatImages images,
        ClusterModels models,
        IJudgerClient client,
        QuestionFeed feed,
        TimeProvider time,
        CancellationToken cancellationToken) => OpenAIRequests.AnswerAsync(async () =>
    {
        var caller = Caller.Of(context);
        var question = ChatRequestReader.Read(await OpenAIRequests.BodyAsync(context.Request, cancellationToken));
        models.Require(question.Model);
        var ids = ChatChoices.Ids(question, OpenAIRequests.Id(context.Request));
        var request = await images.PutAsync(question, caller, cancellationToken);

        // The texts of the images are no longer needed: as long as they were kept, their memory would not be free.
        question = question with { Images = [] };
        BodyGate.Release(context.Request);
        var reply = new ChatReply(question, ids, RecordView.For(context), time);
        var choices = ChatChoices.Of(request, ids, caller);
        if (!question.IsStream) return Json(reply.Of(await choices.AskAsync(client, cancellationToken)));

        // Before the first byte an error has a status of its own.
        var items = await choices.StreamAsync(feed, question.AreStagesWanted, cancellationToken);
        return new EventStream(ChatStream.WriteAsync(items, reply, [.. ids.Select(id => new StreamedAnswer(id))]));
    });

    private static ModelList List(ClusterModels models, TimeProvider time) => new() { Data = [.. models.Names.Select(name => Model(name, models, time))] };

    // Names of models often have slashes, which clients escape, and routing does not unescape.
    private static string Find(string model, ClusterModels models) =>
        new[] { model, Uri.UnescapeDataString(model) }.FirstOrDefault(name => models.Names.Contains(name)) ?? throw models.NotServed(model);

    // The scope is the product's own member; clients of OpenAI's API pass over what they do not know.
    private static ModelEntry Model(string name, ClusterModels models, TimeProvider time) =>
        new() { Id = name, Created = time.GetUtcNow().ToUnixTimeSeconds(), Scope = models.ScopeOf(name) };

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, ApiFormat.Bodies);
}
