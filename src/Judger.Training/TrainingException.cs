namespace Judger.Training;

/// <summary>A training run cannot go on; the message says why and what to do, in one line.</summary>
public class TrainingException : Exception
{
    public TrainingException()
    {
    }

    public TrainingException(string message)
        : base(message)
    {
    }

    public TrainingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
