using Judger.Cli.Evaluation.Reports;
using Judger.TinyModel.World;

namespace Judger.Cli.Evaluation;

/// <summary>How one question about a scene went.</summary>
/// <param name="Scene">The scene's number in its stream.</param>
/// <param name="Kind">What was asked for.</param>
/// <param name="Certainty">How sure the first answer was, 0 to 1.</param>
/// <param name="Question">The stages' scores, times and judgments.</param>
/// <param name="Milliseconds">The times of the parts of a question that the reference expert judges.</param>
/// <param name="IsHit">Whether the box holds the asked digit; null where none is asked for.</param>
internal sealed record SignsResult(
    ulong Scene, QuestionKind Kind, double Certainty, EvaluatedQuestion Question, IReadOnlyDictionary<string, double> Milliseconds, bool? IsHit);
