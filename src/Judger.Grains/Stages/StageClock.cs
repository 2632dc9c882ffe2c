namespace Judger.Grains.Stages;

/// <summary>How long a run has been on its way, and what is left of its budget.</summary>
internal sealed class StageClock(QuestionId question, TimeSpan budget, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>Whether the question is a suspect: a silo died with it, and it has finished no stage since.</summary>
    public bool IsSuspect { get; set; }

    public StageContext Now(bool isAdmission = false, double share = double.PositiveInfinity)
    {
        var age = time.GetElapsedTime(_started);
        return new(age, age < budget ? budget - age : TimeSpan.Zero, isAdmission, share, question.ToString(), IsSuspect);
    }
}
