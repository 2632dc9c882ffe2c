namespace Judger.Cli.Evaluation.Runs;

/// <summary>One stage's answer, what it is worth, and how long the stage took.</summary>
internal sealed record StageAnswerRecord(string Answer, double Score, double Ms);
