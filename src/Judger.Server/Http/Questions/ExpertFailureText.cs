namespace Judger.Server.Http.Questions;

/// <summary>
/// Why an expert gave no judgment, for those who do not run it. The record's own message has the address of its server and what that server said.
/// </summary>
internal static class ExpertFailureText
{
    private const string Later = "Ask again later, or ask another expert.";
    private const string Operator = "The server's operator finds the reason in the log and, with an admin's key, in the record.";

    /// <summary>One or two sentences.</summary>
    public static string General(ExpertFailureKind kind) => kind switch
    {
        ExpertFailureKind.Unreachable => $"The expert could not be reached, or failed on its side. {Later}",
        ExpertFailureKind.TimedOut => $"The expert did not answer in time. {Later}",
        ExpertFailureKind.RateLimited => $"The expert takes no more requests for now. {Later}",
        ExpertFailureKind.Refused => $"The expert refused the request. {Operator}",
        ExpertFailureKind.Malformed => $"The expert's reply cannot be read. {Operator}",
        ExpertFailureKind.CircuitOpen => $"The expert failed too often and is not asked for a while. {Later}",
        ExpertFailureKind.BudgetSpent => "The expert's budget is spent. Ask another expert, or ask again when the budget is full again.",
        ExpertFailureKind.Unavailable => $"No server asks the expert now. {Later}",
        _ => $"The expert gave no judgment. {Operator}",
    };
}
