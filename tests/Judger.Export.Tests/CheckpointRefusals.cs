using Judger.Export.Checkpoints;
using Judger.Export.Tests.Fixtures;

namespace Judger.Export.Tests;

/// <summary>What checkpoints are refused for.</summary>
internal static class CheckpointRefusals
{
    /// <summary>Why the checkpoint cannot be read.</summary>
    public static CheckpointException Refusal(this CheckpointFolder checkpoint) =>
        Assert.Throws<CheckpointException>(() => checkpoint.Read(model => model.Text));
}
