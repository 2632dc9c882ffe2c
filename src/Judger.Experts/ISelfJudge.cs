namespace Judger.Experts;

/// <summary>The served model, asked about its own answers.</summary>
public interface ISelfJudge
{
    /// <summary>P(yes) / (P(yes) + P(no)) of the model's reply when it is asked whether the answer is right, image and crop in view; 0 to 1.</summary>
    Task<double> ProbabilityCorrectAsync(ExpertQuestion question, CancellationToken cancellationToken);
}
