namespace Judger.Inference.Devices.Inspection;

/// <summary>Why a device cannot run its model.</summary>
/// <param name="Code">A stable name of the problem for programs, one of <see cref="DeviceProblemCodes"/>.</param>
/// <param name="Problem">What is wrong, in one sentence.</param>
/// <param name="Remedy">What to do.</param>
public sealed record DeviceProblem(string Code, string Problem, string Remedy);
