namespace Judger;

/// <summary>The response cannot be read. It is not from a Judger server, or from one of another version, or from one with a defect.</summary>
[GenerateSerializer, Alias("judger.UnexpectedResponseException")]
public sealed class UnexpectedResponseException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "unexpected_response";
}
