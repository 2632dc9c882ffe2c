namespace Judger;

/// <summary>No silo of the cluster owns a slot that can do the work.</summary>
[GenerateSerializer, Alias("judger.SlotUnavailableException")]
public sealed class SlotUnavailableException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "slot_unavailable";

    public override bool IsTransient => true;
}
