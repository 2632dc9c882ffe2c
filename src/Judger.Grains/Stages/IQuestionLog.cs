namespace Judger.Grains.Stages;

/// <summary>The log of one question. Its owner is the question's grain, which alone changes the record.</summary>
internal interface IQuestionLog
{
    /// <summary>The question as it stands.</summary>
    QuestionRecord Record { get; }

    /// <summary>A stage begins.</summary>
    void Begin(QuestionStage stage, int round);

    /// <summary>A slot is about to write the stage's answer, until this is disposed.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="feed">See <see cref="StageContext.Feed"/>.</param>
    IDisposable Follow(SlotKey slot, out Guid feed);

    /// <summary>A stage has ended; returns when that is saved.</summary>
    Task AppendAsync(StageEntry entry, AttentionRow? attention, CancellationToken cancellationToken);

    /// <summary>A silo died while its device worked for the question; gives how many have died with the question, once that is saved.</summary>
    Task<int> NoteLossAsync(CancellationToken cancellationToken);
}
