namespace Judger.Grains.Engines;

/// <summary>The model of a slot cannot be loaded, so its silo does not start. The message is one line: the slot, the problem and the remedy.</summary>
public sealed class SlotLoadException : Exception
{
    public SlotLoadException()
    {
    }

    public SlotLoadException(string message)
        : base(message)
    {
    }

    public SlotLoadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
