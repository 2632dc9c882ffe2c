using Judger.Protocol.Errors;
using Judger.Server.Http.Errors;

namespace Judger.Server.Http.OpenAI;

/// <summary>Errors as OpenAI's clients read them.</summary>
internal sealed class OpenAIErrorShape : IErrorShape
{
    public static readonly OpenAIErrorShape Instance = new();

    private static readonly string UnknownModel = ErrorTable.CodeOf<ModelNotFoundException>();

    private OpenAIErrorShape()
    {
    }

    public string ContentType => "application/json; charset=utf-8";

    public Type Schema => typeof(OpenAIError);

    object IErrorShape.Describe(int status, string code, string message) => Describe(status, code, message, code == UnknownModel ? "model" : null);

    /// <inheritdoc cref="IErrorShape.Describe"/>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The stable error code.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="parameter">The parameter that is wrong, if there is one.</param>
    public static OpenAIError Describe(int status, string code, string message, string? parameter = null) => new()
    {
        Error = new()
        {
            Message = ErrorText.Bounded(message),
            Type = Type(status),
            Param = parameter is null ? null : ErrorText.Bounded(parameter),
            Code = code,
        },
    };

    private static string Type(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
