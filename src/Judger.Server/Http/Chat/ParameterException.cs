namespace Judger.Server.Http.Chat;

/// <summary>A parameter of a chat request that is wrong or not supported, by its name in the API.</summary>
internal sealed class ParameterException(string parameter, string code, string message, int status = 400) : Exception(message)
{
    public string Parameter { get; } = parameter;

    public string Code { get; } = code;

    public int Status { get; } = status;

    public static ParameterException Value(string parameter, string message) => new(parameter, ParameterCodes.InvalidValue, message);

    public static ParameterException Type(string parameter, string wanted) => new(parameter, ParameterCodes.InvalidType, $"{parameter} must be {wanted}.");

    public static ParameterException Unsupported(string parameter, string message) => new(parameter, ParameterCodes.UnsupportedValue, message);
}
