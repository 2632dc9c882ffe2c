using System.Runtime.CompilerServices;
using Judger.Core.Prompts.Templates.Syntax;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>One rendering: what it has used up, and where it is.</summary>
internal sealed class TemplateRun(SourceText source, TemplateLimits limits, long given, TimeProvider time)
{
    private const int CharactersAStep = 32;

    // A level of blocks in the source is a few levels of evaluation.
    private const int LevelsOfEvaluation = 4;

    private long _steps = limits.Steps + given;
    private long _characters = limits.Characters + (given * limits.CharactersForEach);
    private int _depth;
    private int _position;

    /// <summary>The clock of templates that write the date.</summary>
    public TimeProvider Time => time;

    /// <summary>Says where the template is, for errors.</summary>
    public void At(int position) => _position = position;

    /// <summary>An error at the place where the template is.</summary>
    public TemplateException Error(string problem) => source.Error(problem, _position);

    /// <summary>Counts work, before it is done.</summary>
    public void Step(long count = 1)
    {
        if (count > _steps) throw Error($"takes more than {limits.Steps + given} steps");
        _steps -= count;
    }

    /// <summary>Counts characters that are looked at.</summary>
    public void Look(long characters) => Step(1 + (characters / CharactersAStep));

    /// <summary>Counts characters that are made, before they are.</summary>
    public void Make(long characters)
    {
        if (characters > _characters) throw Error("makes more text than its limit");
        _characters -= characters;
        Look(characters);
    }

    /// <summary>Begins something that may have things like itself within.</summary>
    public void Enter()
    {
        Step();
        if (++_depth > limits.Depth * LevelsOfEvaluation || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Error("nests too deeply");
    }

    /// <summary>Ends it.</summary>
    public void Leave() => _depth--;
}
