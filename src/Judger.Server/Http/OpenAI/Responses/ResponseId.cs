using System.Diagnostics.CodeAnalysis;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>The ids of a question in the Responses API: of the response, and of the message that is its answer.</summary>
internal static class ResponseId
{
    private const string Response = "resp_";
    private const string Message = "msg_";

    /// <summary>The response's.</summary>
    public static string Of(QuestionId question) => Response + question.Name;

    /// <summary>The message's.</summary>
    public static string OfMessage(QuestionId question) => Message + question.Name;

    /// <summary>The question of a response's or a message's id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? id, out QuestionId question)
    {
        question = default;
        var prefix = id is null ? null : new[] { Response, Message }.FirstOrDefault(known => id.StartsWith(known, StringComparison.Ordinal));
        return prefix is not null && QuestionId.TryParseName(id![prefix.Length..], out question);
    }
}
