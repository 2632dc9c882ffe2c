namespace Judger.Server.Http.Chat;

/// <summary>The codes of errors that are about a parameter of a chat, as OpenAI names them.</summary>
internal static class ParameterCodes
{
    public const string InvalidJson = "invalid_json";
    public const string InvalidType = "invalid_type";
    public const string InvalidValue = "invalid_value";
    public const string MissingRequired = "missing_required_parameter";
    public const string PreviousNotFound = "previous_response_not_found";
    public const string Unknown = "unknown_parameter";
    public const string Unsupported = "unsupported_parameter";
    public const string UnsupportedValue = "unsupported_value";
}
