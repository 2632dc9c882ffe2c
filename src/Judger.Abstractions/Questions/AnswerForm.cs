namespace Judger;

/// <summary>How long an answer is meant to be.</summary>
[GenerateSerializer, Alias("judger.AnswerForm")]
public enum AnswerForm
{
    /// <summary>A word or a phrase, as the benchmarks of visual question answering ask for.</summary>
    Short,

    /// <summary>As the model likes, as in a chat.</summary>
    Free,
}
