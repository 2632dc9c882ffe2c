using Judger.Core.Stages;

namespace Judger.Grains.Stages;

/// <summary>
/// One stage of a question. It reads the log, does its work and hands in what came of it; it changes nothing itself. A stage that is registered is run whenever
/// it is due, in the order of registration.
/// </summary>
internal interface IQuestionStage
{
    /// <summary>Its name.</summary>
    QuestionStage Stage { get; }

    /// <summary>Whether the question lacks it. Once the log has what it handed in, it is not.</summary>
    bool IsDue(QuestionRecord record, StagePolicy policy);

    /// <summary>Why a stage that is due is not needed, or null when it is. The reason goes into the log.</summary>
    ValueTask<string?> ReasonToSkipAsync(StageRun run, CancellationToken cancellationToken) => default;

    /// <summary>Does the work.</summary>
    Task<StageResult> RunAsync(StageRun run, CancellationToken cancellationToken);
}
