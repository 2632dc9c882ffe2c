using Judger.Client.Retry;

namespace Judger.Client.Http;

/// <summary>A response that says that the request failed.</summary>
/// <param name="failure">Why.</param>
/// <param name="code">The server's error code, if it gave one.</param>
internal sealed class HttpFailureException(CallFailure failure, string? code) : Exception(failure.Error.Message, failure.Error)
{
    public CallFailure Failure { get; } = failure;

    public string? Code { get; } = code;
}
