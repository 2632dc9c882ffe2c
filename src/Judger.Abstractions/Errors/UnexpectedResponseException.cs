namespace Judger;

/// <summary>What answered is no Judger server, one of another version, or one with a defect: its answer cannot be read.</summary>
[GenerateSerializer, Alias("judger.UnexpectedResponseException")]
public sealed class UnexpectedResponseException : JudgerException
{
    public UnexpectedResponseException()
    {
    }

    public UnexpectedResponseException(string message)
        : base(message)
    {
    }

    public UnexpectedResponseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "unexpected_response";
}
