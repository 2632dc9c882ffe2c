using Judger.Imaging.Memory;

namespace Judger.Imaging.Tests.Memory;

public sealed class SharedRunsTests
{
    private readonly SharedRuns<string, int> _runs = new();
    private readonly TaskCompletionSource<int> _result = new();
    private int _begun;

    [Fact]
    public async Task Several_who_want_the_same_have_it_done_once()
    {
        var all = Enumerable.Range(0, 5).Select(_ => _runs.RunAsync("a", Work, TestContext.Current.CancellationToken)).ToArray();
        _result.SetResult(7);

        var results = await Task.WhenAll(all);
        Assert.Equal([7, 7, 7, 7, 7], results);
        Assert.Equal(1, _begun);
        Assert.Equal(7, await _runs.RunAsync("a", Work, TestContext.Current.CancellationToken));
        Assert.Equal(2, _begun);
    }

    [Fact]
    public async Task One_who_stops_waiting_does_not_stop_it_and_the_last_one_does()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        CancellationToken seen = default;
        var (one, two) = (_runs.RunAsync("a", Note, first.Token), _runs.RunAsync("a", Note, second.Token));

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(seen.IsCancellationRequested);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);

        Assert.True(seen.IsCancellationRequested);

        Task<int> Note(CancellationToken token)
        {
            seen = token;
            return _result.Task;
        }
    }

    [Fact]
    public async Task A_failure_is_that_of_all_who_waited_and_of_nobody_after_them()
    {
        var failing = _runs.RunAsync("a", Work, TestContext.Current.CancellationToken);
        _result.SetException(new InvalidOperationException("broken"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal(3, await _runs.RunAsync("a", _ => Task.FromResult(3), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Work_that_fails_before_its_first_wait_fails_as_later_work_does()
    {
        CancellationToken seen = default;

        await Assert.ThrowsAsync<InvalidOperationException>(() => _runs.RunAsync("a", Fail, TestContext.Current.CancellationToken));

        // The run was left as others are: the source of its token is gone, and nothing of it stays.
        Assert.Throws<ObjectDisposedException>(() => seen.WaitHandle);
        Assert.Equal(3, await _runs.RunAsync("a", _ => Task.FromResult(3), TestContext.Current.CancellationToken));

        Task<int> Fail(CancellationToken token)
        {
            seen = token;
            throw new InvalidOperationException("broken");
        }
    }

    private Task<int> Work(CancellationToken cancellationToken)
    {
        _begun++;
        return _result.Task;
    }
}
