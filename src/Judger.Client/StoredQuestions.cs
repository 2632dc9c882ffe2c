namespace Judger.Client;

/// <summary>Questions that are kept, for a server in front of a cluster.</summary>
public sealed class StoredQuestions(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Deletes a question and its record, after it has stopped. Its images stay until their own time is over.</summary>
    /// <exception cref="JudgerException">It is not known to be deleted; asking again may help.</exception>
    public Task DeleteAsync(QuestionId id, CancellationToken cancellationToken) => OrleansJudgerClient.CallAsync(async token =>
    {
        await grains.GetGrain<IQuestionGrain>(id.ToString()).DeleteAsync(token);
        return true;
    }, time, cancellationToken);
}
