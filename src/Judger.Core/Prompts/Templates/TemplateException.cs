namespace Judger.Core.Prompts.Templates;

/// <summary>A chat template cannot be parsed or rendered, or asks for more than its limits. The message is one line and says where.</summary>
public sealed class TemplateException : Exception
{
    // A template chooses names and messages itself.
    private const int LongestProblem = 300;

    /// <summary>Creates the error.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="line">The line of the template, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public TemplateException(string problem, int line, int column)
        : base($"line {line}, column {column}: {Short(problem)}") => (Problem, Line, Column) = (Short(problem), line, column);

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>The line of the template, from 1.</summary>
    public int Line { get; }

    /// <summary>The column, from 1.</summary>
    public int Column { get; }

    private static string Short(string problem)
    {
        var text = problem.Length <= LongestProblem ? problem : string.Concat(problem.AsSpan(0, LongestProblem), "...");
        return string.Create(text.Length, text, (line, source) =>
        {
            for (var i = 0; i < source.Length; i++) line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        });
    }
}
