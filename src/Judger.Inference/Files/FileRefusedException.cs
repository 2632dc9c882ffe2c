namespace Judger.Inference.Files;

/// <summary>A file is not one that may be read: its message continues "FILE ".</summary>
public sealed class FileRefusedException : IOException
{
    /// <summary>Creates the error.</summary>
    public FileRefusedException(string problem)
        : base(problem)
    {
    }
}
