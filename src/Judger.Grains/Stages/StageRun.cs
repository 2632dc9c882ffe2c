using Judger.Core.Answers;
using Judger.Core.Stages;
using Judger.Grains.Routing;
using Judger.Grains.Slots;

namespace Judger.Grains.Stages;

/// <summary>What a stage works with.</summary>
/// <param name="Record">The question as it stands.</param>
/// <param name="Policy">How far it goes.</param>
/// <param name="Clock">Where it stands in time.</param>
/// <param name="Log">Where the loss of a silo is noted.</param>
internal sealed record StageRun(QuestionRecord Record, StagePolicy Policy, StageClock Clock, IQuestionLog Log)
{
    /// <summary>What was asked.</summary>
    public AskRequest Asked => Record.Request;

    /// <summary>The region that stage II found; null where it was skipped.</summary>
    public PixelBox? Crop => Record.Region?.Box;

    /// <summary>An answer as a judge reads it, and the model when it corrects it: the values of one that must fit a schema, and not their form.</summary>
    public string InWords(string answer) => Asked.Options.Answer.Schema is null ? answer : AnswerValues.InWords(answer);

    /// <summary>An answer as it is compared with the known one.</summary>
    public string ToCompare(string answer) => Asked.Options.Answer.Schema is null ? answer : AnswerValues.WithoutQuotes(answer);

    /// <summary>
    /// What the next answer is expected to be. A draft changes no token, but the last digits of log-probabilities: where the caller reads those of each token,
    /// there is none.
    /// </summary>
    /// <param name="before">The answer before.</param>
    public IReadOnlyList<int>? DraftOf(ModelAnswer? before) => Asked.Options.Answer.TokenProbabilities ? null : before?.TokenIds;

    /// <summary>An answer of a slot, which can be heard while it is written.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="answer">Has the slot answer, given <see cref="StageContext.Feed"/>.</param>
    public async Task<SlotReply<T>> HearAsync<T>(SlotKey slot, Func<Guid, Task<SlotReply<T>>> answer)
    {
        using var following = Log.Follow(slot, out var feed);
        return await answer(feed);
    }

    /// <summary>A call of a slot, if possible of the one that served the question last: its caches hold the images.</summary>
    public SlotCall Call(ModelRole role, bool isAdmission = false) => new(
        RoutingKey.Of(Asked),
        role,
        Asked.Options.Model,
        Record.Stages.LastOrDefault(entry => entry.Slot is not null)?.Slot,
        isAdmission,
        Clock.Now().Remaining)
    {
        IsSuspect = () => Clock.IsSuspect,
        NoteLoss = Log.NoteLossAsync,
    };
}
