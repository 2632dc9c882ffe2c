namespace Judger.Client;

/// <summary>How long a question's caller waits.</summary>
internal static class QuestionTimeouts
{
    // A difference below this is not worth another request object.
    private static readonly TimeSpan NegligibleDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SmallestBudget = TimeSpan.FromMilliseconds(1);

    /// <summary>The question's budget, and a grace in which the cluster reports how it ended.</summary>
    public static TimeSpan Total(AskRequest request, TimeSpan grace)
    {
        // What is out of range is the cluster's to refuse.
        var budget = request.Options.Budget;
        return (budget < TimeSpan.Zero ? TimeSpan.Zero : budget < QuestionLimits.MaxBudget ? budget : QuestionLimits.MaxBudget) + grace;
    }

    /// <summary>The longest budget, and a grace: how long somebody listens who does not know the question's own.</summary>
    public static TimeSpan Longest(TimeSpan grace) => QuestionLimits.MaxBudget + grace;

    /// <summary>The error when a question that is listened to did not end in that time.</summary>
    public static ClusterUnavailableException NotEnded(QuestionId id) => new(
        $"Question {id.Name} did not end within {QuestionLimits.MaxBudget.TotalMinutes} minutes. If nobody works on it, ask it again under the same id.");

    /// <summary>The request with what is left of its budget. A silo that takes the question over must not give it the whole budget again.</summary>
    public static AskRequest WithRemainingBudget(AskRequest request, TimeSpan remaining, TimeSpan grace)
    {
        var budget = remaining - grace;
        if (request.Options.Budget - budget < NegligibleDelay || request.Options.Budget > QuestionLimits.MaxBudget) return request;
        return request with { Options = request.Options with { Budget = budget > SmallestBudget ? budget : SmallestBudget } };
    }
}
