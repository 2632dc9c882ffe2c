using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.OpenAI;

/// <summary>What the requests of OpenAI's APIs share.</summary>
internal static class OpenAIRequests
{
    /// <summary>Answers a request, or says which parameter is wrong.</summary>
    public static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (ParameterException exception)
        {
            var error = OpenAIErrorShape.Describe(exception.Status, exception.Code, exception.Message, exception.Parameter);
            return TypedResults.Json(error, ApiFormat.Bodies, statusCode: exception.Status);
        }
    }

    /// <summary>The question's id: the one that the request names, or a new one.</summary>
    /// <exception cref="ParameterException">The one that is named is not valid.</exception>
    public static QuestionId Id(HttpRequest request) => QuestionReader.TryId(request, null, out var id)
        ? id
        : throw ParameterException.Value("Idempotency-Key", "Idempotency-Key is not valid. Give 1 to 128 letters, digits, dots, dashes and underscores.");

    /// <summary>The body of a request.</summary>
    /// <exception cref="ParameterException">It is not valid JSON.</exception>
    /// <exception cref="BadHttpRequestException">It is not JSON.</exception>
    public static async Task<JsonElement> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
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
            throw new ParameterException("body", ParameterCodes.InvalidJson, JsonMismatch.Describe(exception, typeof(JsonElement), JsonFormat.Questions));
        }
    }
}
