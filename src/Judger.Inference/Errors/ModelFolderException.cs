namespace Judger.Inference.Errors;

/// <summary>A model folder is missing, incomplete, altered or of another version.</summary>
public sealed class ModelFolderException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public ModelFolderException(string message, Exception? cause = null)
        : base(ErrorText.Line(message), cause)
    {
    }

    /// <inheritdoc/>
    public override string Code => "model_folder";
}
