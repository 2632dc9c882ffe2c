namespace Judger.Core.Prompts.Templates;

/// <summary>A chat template cannot be parsed or rendered, or asks for more than its limits. The message is one line and says where.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="line">The line of the template, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public TemplateException(string problem, int line, int column)
        : base($"line {line}, column {column}: {problem}") => (Problem, Line, Column) = (problem, line, column);

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>The line of the template, from 1.</summary>
    public int Line { get; }

    /// <summary>The column, from 1.</summary>
    public int Column { get; }
}
