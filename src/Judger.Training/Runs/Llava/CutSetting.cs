using Judger.Training.Losses;

namespace Judger.Training.Runs.Llava;

/// <summary>CUT's threshold and weight of flagged tokens.</summary>
internal sealed record CutSetting(string Name, double Lambda, double Weight)
{
    /// <summary>The judged answers are the trained model's own.</summary>
    public static CutSetting Online { get; } = new("online", CutLoss.OnlineLambda, CutLoss.OnlineWeight);

    /// <summary>They are another model's, or an earlier one's.</summary>
    public static CutSetting Offline { get; } = new("offline", CutLoss.OfflineLambda, CutLoss.OfflineWeight);
}
