namespace Judger.Grains.Tests.Support;

/// <summary>What a prompt asks the model for.</summary>
internal enum Pass
{
    Baseline,
    GeneralRow,
    Refined,
    Correction,
    SelfJudgment,
}
