using Judger.Imaging.Memory;
using Judger.Tests.Shared;

namespace Judger.Imaging.Tests.Memory;

/// <summary>Memory is given first come, first served, never beyond the budget, and comes back whatever happens.</summary>
public sealed class MemoryBudgetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_free_is_given_at_once_and_comes_back_once()
    {
        var budget = new MemoryBudget("tests", 100, maxWaiting: 1);

        var first = await budget.ReserveAsync(60, cancellationToken: Token);
        var second = await budget.ReserveAsync(40, cancellationToken: Token);
        Assert.Equal((100, 0L), (budget.Used, budget.Delays));
        Assert.Null(budget.TryReserve(1));
        first.ShrinkTo(10);
        first.ShrinkTo(20);
        Assert.Equal((10, 50), (first.Bytes, budget.Used));
        first.Dispose();
        first.Dispose();
        second.Dispose();

        Assert.Equal((0, 0), (budget.Used, first.Bytes));
    }

    [Fact]
    public async Task Nobody_is_overtaken_not_even_by_who_wants_less()
    {
        var budget = new MemoryBudget("tests", 100, maxWaiting: 4);
        var held = await budget.ReserveAsync(50, cancellationToken: Token);

        var large = budget.ReserveAsync(80, cancellationToken: Token).AsTask();
        var small = budget.ReserveAsync(10, cancellationToken: Token).AsTask();

        Assert.Equal((2, 50), (budget.Waiting, budget.Used));
        Assert.False(small.IsCompleted);
        held.Dispose();
        Assert.Equal([80, 10], (await Task.WhenAll(large, small)).Select(reservation => reservation.Bytes));
        Assert.Equal((0, 90, 2), (budget.Waiting, budget.Used, budget.Delays));
    }

    [Fact]
    public async Task Who_stops_waiting_leaves_nothing_behind_and_lets_the_next_one_go()
    {
        var budget = new MemoryBudget("tests", 100, maxWaiting: 4);
        using var held = await budget.ReserveAsync(50, cancellationToken: Token);
        using var cancelled = new CancellationTokenSource();
        var large = budget.ReserveAsync(80, cancellationToken: cancelled.Token).AsTask();
        var small = budget.ReserveAsync(10, cancellationToken: Token).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.Equal(10, (await small).Bytes);
        Assert.Equal((0, 60), (budget.Waiting, budget.Used));
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_a_long_wait_in_the_end()
    {
        var shortages = new List<MemoryShortage>();
        var clock = new FakeClock();
        var budget = new MemoryBudget("the tests", 100, maxWaiting: 1, clock) { Noticed = shortages.Add };
        using var held = await budget.ReserveAsync(100, cancellationToken: Token);

        var waiting = budget.ReserveAsync(1, TimeSpan.FromSeconds(300), Token).AsTask();
        var refused = await Assert.ThrowsAsync<MemoryExhaustedException>(() => budget.ReserveAsync(2, cancellationToken: Token).AsTask());
        clock.Advance(TimeSpan.FromSeconds(299.9));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        var late = await Assert.ThrowsAsync<MemoryExhaustedException>(() => waiting);

        Assert.Equal("The server's memory for the tests is in use by other requests. Ask again in 1 s.", refused.Message);
        Assert.Equal((TimeSpan.FromSeconds(1), "memory_exhausted", true), (late.RetryAfter, late.Code, late.IsTransient));
        Assert.Equal([(2, true), (1, true)], shortages.Select(shortage => (shortage.Bytes, shortage.IsRefused)));
        Assert.Equal((0, 100, 2), (budget.Waiting, budget.Used, budget.Refusals));
    }

    [Fact]
    public async Task More_than_there_will_ever_be_is_a_mistake()
    {
        var budget = new MemoryBudget("tests", 100, maxWaiting: 1);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => budget.ReserveAsync(101, cancellationToken: Token).AsTask());
        Assert.Null(budget.TryReserve(101));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_cache_makes_room_before_anybody_waits_or_is_refused(int maxWaiting)
    {
        var budget = new MemoryBudget("tests", 100, maxWaiting);
        var cached = await budget.ReserveAsync(70, cancellationToken: Token);
        budget.MakeRoom = cached.Dispose;

        using var given = await budget.ReserveAsync(80, TimeSpan.Zero, Token);

        Assert.Equal((80, 0L, 0L), (budget.Used, budget.Delays, budget.Refusals));
    }

    [Fact]
    public async Task Under_load_with_cancellations_the_budget_holds_and_nothing_is_lost()
    {
        const int Capacity = 1000;
        var budget = new MemoryBudget("tests", Capacity, maxWaiting: 8);
        var (used, most, given) = (0L, 0L, 0);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 300; i++)
            {
                using var patience = new CancellationTokenSource(random.Next(3));
                try
                {
                    var bytes = random.Next(Capacity + 1);
                    using var reservation = await budget.ReserveAsync(bytes, cancellationToken: patience.Token);
                    InterlockedMax(ref most, Interlocked.Add(ref used, bytes));
                    Interlocked.Increment(ref given);
                    if (i % 3 == 0) await Task.Yield();
                    Interlocked.Add(ref used, -bytes);
                }
                catch (Exception exception) when (exception is OperationCanceledException or MemoryExhaustedException)
                {
                    // Both are what may happen.
                }
            }
        })));

        Assert.InRange(most, 1, Capacity);
        Assert.Equal((0, 0), (budget.Used, budget.Waiting));
        Assert.InRange(given, 100, 32 * 300);

        static void InterlockedMax(ref long most, long value)
        {
            long seen;
            while (value > (seen = Interlocked.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
            {
            }
        }
    }
}
