namespace Judger;

/// <summary>What a slot answers, and how busy it then is.</summary>
[GenerateSerializer, Immutable, Alias("judger.SlotReply`1")]
public sealed record SlotReply<T>([property: Id(0)] T Value, [property: Id(1)] SlotLoad? Load);
