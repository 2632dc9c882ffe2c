using Microsoft.AspNetCore.Http;

namespace Judger.Server;

/// <summary>An error as OpenAI's clients read it. As an endpoint's metadata it says that its errors have this form.</summary>
internal sealed class OpenAIError
{
    public static readonly OpenAIError Shape = new();

    private OpenAIError()
    {
    }

    public static bool IsWantedBy(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<OpenAIError>() is not null;

    public static object Describe(int status, string code, string message, string? parameter = null) => new { error = new Body(message, Type(status), parameter, code) };

    private static string Type(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    // OpenAI writes a parameter that is none as null.
    private sealed record Body(string Message, string Type, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? Param, string Code);
}
