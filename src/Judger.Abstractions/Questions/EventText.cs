namespace Judger;

/// <summary>Which answers are told while they are written.</summary>
[GenerateSerializer, Alias("judger.EventText")]
public enum EventText
{
    /// <summary>None: each answer comes whole with the end of its stage.</summary>
    None,

    /// <summary>Those that are the question's answer whatever comes; see <see cref="QuestionEvent.IsFinal"/>.</summary>
    Final,

    /// <summary>Those of all stages.</summary>
    All,
}
