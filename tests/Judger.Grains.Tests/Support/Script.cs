namespace Judger.Grains.Tests.Support;

/// <summary>What the scripted model says to one question.</summary>
internal sealed record Script
{
    public string Baseline { get; init; } = "3";

    public string Refined { get; init; } = "3";

    /// <summary>What each answer is corrected to; an answer that is not listed stays.</summary>
    public IReadOnlyDictionary<string, string> Corrections { get; init; } = new Dictionary<string, string>();

    /// <summary>P(yes) when the model is asked whether an answer is right; 0.9 for one that is not listed.</summary>
    public IReadOnlyDictionary<string, double> Ratings { get; init; } = new Dictionary<string, double>();

    /// <summary>Runs before each pass: to wait, to throw, to take note.</summary>
    public Func<EngineCall, CancellationToken, Task> Before { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs before each letter of an answer, counted from 1.</summary>
    public Func<EngineCall, int, CancellationToken, Task> BeforeLetter { get; init; } = (_, _, _) => Task.CompletedTask;
}
