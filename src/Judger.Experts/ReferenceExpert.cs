using Judger.Core.Judgments;

namespace Judger.Experts;

/// <summary><see cref="ReferenceJudgment"/> as an expert.</summary>
public sealed class ReferenceExpert : IExpert
{
    public string Name => "reference";

    public Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Task.FromResult(new ExpertReply(ReferenceJudgment.Of(question.Answer, question.ReferenceAnswer)));
    }

    public Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Task.FromResult(new ExpertChoice(ReferenceJudgment.Choose(earlier, question.Answer, question.ReferenceAnswer)));
    }
}
