namespace Judger.Inference.Errors;

/// <summary>A sampling option is out of its range.</summary>
public sealed class SamplingException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public SamplingException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "sampling";
}
