namespace Judger.Inference.Errors;

/// <summary>No token of the model leads on to an answer that fits the request's schema.</summary>
public sealed class UnwritableAnswerException()
    : InferenceException("The model's tokenizer has no token for a character that the schema asks for: use another schema, or another model.")
{
    /// <inheritdoc/>
    public override string Code => "unwritable_answer";
}
