using Judger.Grains.Storage;

namespace Judger.Grains.Questions;

/// <summary>What a question grain keeps.</summary>
[GenerateSerializer, Alias("judger.QuestionState")]
internal sealed class QuestionState : IStoredSize
{
    // Question, answers and feedback, with room for what is around them.
    private const long Texts = 8192;

    [Id(0)]
    public QuestionRecord? Record { get; set; }

    public long StoredBytes =>
        Texts + (sizeof(double) * (Record?.Region?.Map?.LongLength ?? 0)) + (sizeof(float) * (Record?.Attention?.Values.LongLength ?? 0));
}
