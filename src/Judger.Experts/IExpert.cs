using Judger.Core.Judgments;

namespace Judger.Experts;

/// <summary>Someone who judges answers.</summary>
public interface IExpert
{
    /// <summary>The expert's name in configuration and requests.</summary>
    string Name { get; }

    /// <summary>Judges one answer.</summary>
    Task<Judgment> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken);
}
