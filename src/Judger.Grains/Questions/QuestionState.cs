using Judger.Grains.Storage;

namespace Judger.Grains.Questions;

/// <summary>What a question grain keeps.</summary>
[GenerateSerializer, Alias("judger.QuestionState")]
internal sealed class QuestionState : IStoredSize
{
    [Id(0)]
    public QuestionRecord? Record { get; set; }

    public long StoredBytes => Record is { } record ? QuestionSize.Of(record) : 0;
}
