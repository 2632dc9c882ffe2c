namespace Judger;

/// <summary>Bounds that every entrance holds.</summary>
public static class QuestionLimits
{
    /// <summary>Most characters of a question.</summary>
    public const int MaxLength = 2000;

    /// <summary>Most bytes of an encoded image.</summary>
    public const int MaxImageBytes = 20 * 1024 * 1024;
}
