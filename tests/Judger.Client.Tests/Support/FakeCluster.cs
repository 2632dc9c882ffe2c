using System.Reflection;
using System.Runtime.CompilerServices;

namespace Judger.Client.Tests.Support;

/// <summary>A cluster of one question grain that answers as a test says.</summary>
#pragma warning disable CA1852 // The proxy derives from it.
internal class FakeCluster : DispatchProxy
#pragma warning restore CA1852
{
    private IQuestionGrain? _question;

    public static IGrainFactory Of(IQuestionGrain question)
    {
        var grains = Create<IGrainFactory, FakeCluster>();
        ((FakeCluster)(object)grains)._question = question;
        return grains;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.ReturnType == typeof(IQuestionGrain) ? _question : throw new NotSupportedException($"{targetMethod?.Name} is not part of this test.");
}

/// <summary>A question grain that answers as a test says.</summary>
internal sealed class FakeQuestion(Func<AskRequest, TimeSpan, CancellationToken, Task<QuestionRecord>> ask) : IQuestionGrain
{
    /// <summary>The budgets that it was asked with.</summary>
    public List<TimeSpan> Budgets { get; } = [];

    /// <summary>How often its stages were asked for.</summary>
    public int Streams { get; private set; }

    /// <summary>How often it was called as silos of an earlier version are not.</summary>
    public int Refusals { get; private set; }

    public Task<QuestionRecord> AskAsync(AskRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        Budgets.Add(request.Options.Budget);
        return ask(request, wait, cancellationToken);
    }

    // An open stream without an event, as while storage is away.
    public async IAsyncEnumerable<QuestionEvent> StreamAsync(AskRequest request, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Streams++;
        await ask(request, QuestionLimits.MaxWait, cancellationToken);
        yield break;
    }

    public IAsyncEnumerable<QuestionEvent> ListenAsync(int from, CancellationToken cancellationToken) => throw new NotSupportedException();

    // As a silo of an earlier version, which cannot read the call.
    public async IAsyncEnumerable<QuestionEvent> FollowAsync(
        AskRequest? request, EventOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Refusals++;
        await Task.FromException(new InvalidOperationException("There is no such method."));
        yield break;
    }

    public Task<QuestionRecord> AcceptAsync(AskRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<QuestionRecord?> GetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CancelAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
