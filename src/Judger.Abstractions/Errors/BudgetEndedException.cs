namespace Judger;

/// <summary>The question's time budget ended before its first stage, so there is no answer at all.</summary>
[GenerateSerializer, Alias("judger.BudgetEndedException")]
public sealed class BudgetEndedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "budget_ended";
}
