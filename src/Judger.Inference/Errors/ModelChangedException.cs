namespace Judger.Inference.Errors;

/// <summary>A file of a loaded model was changed on the disk, or is about to be: its engine has stopped, before it could answer from other weights.</summary>
public sealed class ModelChangedException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public ModelChangedException(string file)
        : base($"{file} was changed on the disk while its model was in use: restart the process with a whole model folder, and give a new model a new folder.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "model_changed";
}
