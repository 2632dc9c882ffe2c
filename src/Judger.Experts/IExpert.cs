namespace Judger.Experts;

/// <summary>A judge of answers: a model on a server, the served model itself, or a reference answer.</summary>
public interface IExpert
{
    /// <summary>The expert's name in configuration and requests.</summary>
    string Name { get; }

    /// <summary>Judges one answer.</summary>
    /// <exception cref="ExpertException">The expert gave no judgment.</exception>
    Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken);

    /// <summary>Chooses between a corrected answer (the question's) and the one before it.</summary>
    /// <exception cref="ExpertException">The expert did not choose.</exception>
    Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken);
}
