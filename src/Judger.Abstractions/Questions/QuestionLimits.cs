namespace Judger;

/// <summary>Bounds that every entrance holds.</summary>
public static class QuestionLimits
{
    /// <summary>Most characters of a question.</summary>
    public const int MaxLength = 2000;

    /// <summary>Most bytes of an encoded image.</summary>
    public const int MaxImageBytes = 20 * 1024 * 1024;

    /// <summary>How long a question may be given. Its callers wait a little longer, so that they hear of its end.</summary>
    public static readonly TimeSpan MaxBudget = TimeSpan.FromMinutes(10);

    /// <summary>How long a stage's caller waits: the question's budget ends it before.</summary>
    internal const string StageTimeout = "00:10:30";

    /// <summary>How long a question's caller waits.</summary>
    internal const string AskTimeout = "00:11:00";
}
