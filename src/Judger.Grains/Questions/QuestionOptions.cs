using Judger.Grains.Routing;
using Judger.Grains.Storage;

namespace Judger.Grains.Questions;

/// <summary>How often questions try, how long they wait, and how long they are kept.</summary>
public sealed class QuestionOptions
{
    /// <summary>How often a stage is tried that fails each time, before the question fails. <value>1 to 16, default 3.</value></summary>
    public int MaxStageAttempts { get; set; } = 3;

    /// <summary>How often a question is started that never finishes, for whatever reason. <value>1 to 100, default 10.</value></summary>
    public int MaxResumptions { get; set; } = 10;

    /// <summary>
    /// How many silos may die with a question before it fails as what may kill them. One that a silo died with goes on alone: one such at a time on each silo,
    /// until it has finished a stage. <value>1 to 100, default 2.</value>
    /// </summary>
    public int MaxDeaths { get; set; } = 2;

    /// <summary>How long a question waits for a slot when no silo offers one, as while a silo restarts. <value>At least zero, default 15 s.</value></summary>
    public TimeSpan SlotTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a question goes on when nobody waits for it: a client that lost its connection has that long to come back. <value>At least 1 s, default 5
    /// s.</value>
    /// </summary>
    public TimeSpan AbandonAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How soon a background question whose silo died is taken up again. <value>At least 1 s, default 1 minute.</value></summary>
    public TimeSpan ReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long finished questions and images are kept. <value>At least 1 minute, default 24 h.</value></summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    internal RetryOptions Retry => new(MaxStageAttempts, MaxDeaths, SlotTimeout);

    internal RetentionOptions Keep => new(Retention);

    /// <summary>All that is wrong with the options, each error naming key and remedy.</summary>
    public IEnumerable<string> Errors()
    {
        if (MaxStageAttempts is < 1 or > 16) yield return $"Questions:MaxStageAttempts is {MaxStageAttempts}; give 1 to 16.";
        if (MaxResumptions is < 1 or > 100) yield return $"Questions:MaxResumptions is {MaxResumptions}; give 1 to 100.";
        if (MaxDeaths is < 1 or > 100) yield return $"Questions:MaxDeaths is {MaxDeaths}; give 1 to 100.";
        if (SlotTimeout < TimeSpan.Zero) yield return $"Questions:SlotTimeout is {SlotTimeout}; give zero or more.";
        if (AbandonAfter < TimeSpan.FromSeconds(1)) yield return $"Questions:AbandonAfter is {AbandonAfter}; give at least 1 s.";
        if (ReminderPeriod < TimeSpan.FromSeconds(1)) yield return $"Questions:ReminderPeriod is {ReminderPeriod}; give at least 1 s.";
        if (Retention < TimeSpan.FromMinutes(1)) yield return $"Questions:Retention is {Retention}; give at least 1 minute.";
    }
}
