using Judger.Training.Model;

namespace Judger.Training.Runs;

/// <summary>One phase of a run.</summary>
/// <param name="Name">Its name on the command line, in checkpoints and in the learning curve.</param>
/// <param name="Steps">Updates.</param>
/// <param name="PeakRate">Peak learning rate.</param>
/// <param name="Scenes">Scenes (or views, for the vision phase) of a step, over all workers.</param>
/// <param name="GroupRate">Learning rate of each parameter group as a multiple of the schedule's.</param>
/// <param name="AttentionWeight">Weight of the attention loss.</param>
/// <param name="DenseWeight">Weight of the dense-label loss; 0 where the vision encoder is frozen.</param>
internal sealed record Phase(
    string Name,
    int Steps,
    double PeakRate,
    int Scenes,
    Func<ParameterGroup, double> GroupRate,
    double AttentionWeight,
    double DenseWeight)
{
    private const double SlowVision = 0.1;

    /// <summary>
    /// Before the stages: this encoder has no pretraining to start from, so it first learns the world's colours, shapes and digits patch by patch.
    /// </summary>
    public static Phase Vision { get; } = new("vision", 4200, 2e-3, 32, group => group is ParameterGroup.Vision or ParameterGroup.DenseHead ? 1 : 0, 0, 1);

    /// <summary>Stage I, baseline alignment: questions about the whole image, the vision encoder frozen; here the decoder learns where to look.</summary>
    public static Phase Alignment { get; } = new("alignment", 900, 2e-3, 16, group => group is ParameterGroup.Vision or ParameterGroup.DenseHead ? 0 : 1, 1, 0);

    /// <summary>Stage II, refined perception: the crop beside the image.</summary>
    public static Phase Perception { get; } = new("perception", 1900, 1.2e-3, 16, FineTuning, 1, 0.1);

    /// <summary>
    /// Stage III, judgment-enhanced correction: judgments in the prompt, CUT, the model's own judgment. The vision encoder is frozen, as in JUDGER.
    /// </summary>
    public static Phase Correction { get; } = new(
        "correction", 1800, 1.5e-3, 16, group => group is ParameterGroup.Vision or ParameterGroup.DenseHead ? 0 : 1, 1, 0);

    /// <summary>All phases in order.</summary>
    public static IReadOnlyList<Phase> All { get; } = [Vision, Alignment, Perception, Correction];

    private static double FineTuning(ParameterGroup group) => group is ParameterGroup.Vision or ParameterGroup.DenseHead ? SlowVision : 1;
}
