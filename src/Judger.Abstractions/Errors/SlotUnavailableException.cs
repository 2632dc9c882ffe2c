namespace Judger;

/// <summary>No silo of the cluster owns a slot that can do the work.</summary>
[GenerateSerializer, Alias("judger.SlotUnavailableException")]
public sealed class SlotUnavailableException : JudgerException
{
    public SlotUnavailableException()
    {
    }

    public SlotUnavailableException(string message)
        : base(message)
    {
    }

    public SlotUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "slot_unavailable";

    public override bool IsTransient => true;
}
