namespace Judger;

/// <summary>Who speaks in a turn of a conversation.</summary>
[GenerateSerializer, Alias("judger.TurnRole")]
public enum TurnRole
{
    /// <summary>Who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}
