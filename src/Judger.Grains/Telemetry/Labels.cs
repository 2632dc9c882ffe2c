namespace Judger.Grains.Telemetry;

/// <summary>
/// Names of attributes and their values, the same in spans and metrics. Every value comes from a fixed set or from the cluster's configuration, never from a
/// request.
/// </summary>
internal static class Labels
{
    public const string Slot = "judger.slot";
    public const string Stage = "judger.stage";
    public const string Outcome = "judger.outcome";
    public const string Expert = "judger.expert";
    public const string Verdict = "judger.verdict";
    public const string VerdictCached = "judger.verdict.cached";

    private static readonly string[] Stages = [.. Enum.GetNames<QuestionStage>().Select(name => name.ToLowerInvariant())];
    private static readonly string[] Verdicts = [.. Enum.GetNames<Verdict>().Select(name => name.ToLowerInvariant())];

    public static string Of(QuestionStage stage) => Stages[(int)stage];

    public static string Of(Verdict verdict) => Verdicts[(int)verdict];

    /// <summary>The kind of an error: its code where it has one.</summary>
    public static string Of(Exception exception) => exception switch
    {
        JudgerException judger => judger.Code,
        OperationCanceledException => "cancelled",
        _ => exception.GetType().Name,
    };
}
