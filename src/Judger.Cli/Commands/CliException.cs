namespace Judger.Cli.Commands;

/// <summary>Something is wrong with what the user gave; the message is one line with the remedy.</summary>
internal sealed class CliException : Exception
{
    public CliException()
    {
    }

    public CliException(string message)
        : base(message)
    {
    }

    public CliException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
