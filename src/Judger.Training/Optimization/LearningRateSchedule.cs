namespace Judger.Training.Optimization;

/// <summary>Linear warm-up, then a cosine down to a share of the peak.</summary>
internal sealed record LearningRateSchedule(double Peak, int Steps)
{
    private const int LongestWarmUp = 100;
    private const double LlavaWarmUpShare = 0.03;

    /// <summary>Steps of the warm-up: 100, or a fifth of a short run.</summary>
    public int WarmUp { get; init; } = Math.Min(LongestWarmUp, Math.Max(1, Steps / 5));

    /// <summary>Where the cosine ends, as a share of the peak.</summary>
    public double FinalShare { get; init; } = 0.03;

    /// <summary>LLaVA's: warm-up over 3 % of the steps, down to nothing.</summary>
    public static LearningRateSchedule Llava(double peak, int steps) =>
        new(peak, steps) { WarmUp = Math.Max(1, (int)Math.Ceiling(LlavaWarmUpShare * steps)), FinalShare = 0 };

    public double At(int step)
    {
        if (step < WarmUp) return Peak * (step + 1) / WarmUp;
        var progress = Math.Min(1.0, (step - WarmUp) / (double)Math.Max(1, Steps - WarmUp));
        return Peak * (FinalShare + ((1 - FinalShare) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}
