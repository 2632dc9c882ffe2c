namespace Judger;

/// <summary>Which of a question's events are wanted.</summary>
[GenerateSerializer, Immutable, Alias("judger.EventOptions")]
public sealed record EventOptions
{
    /// <summary>The first event's <see cref="QuestionEvent.Sequence"/>. <value>Default: 0, all.</value></summary>
    [Id(0)]
    public int From { get; init; }

    /// <summary>Which answers are told while they are written, as events with a <see cref="QuestionEvent.Piece"/>. <value>Default: none.</value></summary>
    [Id(1)]
    public EventText Text { get; init; }
}
