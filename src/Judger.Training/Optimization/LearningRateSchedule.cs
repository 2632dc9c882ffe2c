namespace Judger.Training.Optimization;

/// <summary>Linear warm-up, then a cosine down to a small share of the peak.</summary>
internal sealed record LearningRateSchedule(double Peak, int Steps)
{
    private const int WarmUpSteps = 100;
    private const double FinalShare = 0.03;

    public double At(int step)
    {
        var warmUp = Math.Min(WarmUpSteps, Math.Max(1, Steps / 5));
        if (step < warmUp) return Peak * (step + 1) / warmUp;
        var progress = Math.Min(1.0, (step - warmUp) / (double)Math.Max(1, Steps - warmUp));
        return Peak * (FinalShare + ((1 - FinalShare) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}
