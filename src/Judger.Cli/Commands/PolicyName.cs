namespace Judger.Cli.Commands;

/// <summary>The policies' names on the command line.</summary>
internal static class PolicyName
{
    private static readonly Dictionary<string, JudgmentPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["always"] = JudgmentPolicy.Always,
        ["when-uncertain"] = JudgmentPolicy.WhenUncertain,
        ["never"] = JudgmentPolicy.Never,
    };

    public static IReadOnlyCollection<string> All => Policies.Keys;

    public static string Of(JudgmentPolicy policy) => Policies.First(pair => pair.Value == policy).Key;

    public static JudgmentPolicy Parse(string name) => Policies[name];
}
