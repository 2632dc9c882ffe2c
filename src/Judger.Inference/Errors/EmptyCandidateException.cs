namespace Judger.Inference.Errors;

/// <summary>A candidate answer has no tokens.</summary>
public sealed class EmptyCandidateException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public EmptyCandidateException(int index)
        : base($"Candidate {index} is empty: give every candidate answer at least one character.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "empty_candidate";
}
