namespace Judger.Cli.Files;

/// <summary>A line of a text file.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">The text; empty where there is a problem.</param>
/// <param name="Problem">Why the line is not text, or null.</param>
internal readonly record struct TextLine(int Number, string Text, string? Problem = null)
{
    /// <summary>True for a line with nothing in it.</summary>
    public bool IsBlank => Problem is null && string.IsNullOrWhiteSpace(Text);
}
