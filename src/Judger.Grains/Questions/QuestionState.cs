namespace Judger.Grains.Questions;

/// <summary>What a question grain keeps.</summary>
[GenerateSerializer, Alias("judger.QuestionState")]
internal sealed class QuestionState
{
    [Id(0)]
    public QuestionRecord? Record { get; set; }
}
