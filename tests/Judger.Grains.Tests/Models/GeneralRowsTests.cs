using Judger.Grains.Models;

namespace Judger.Grains.Tests.Models;

public sealed class GeneralRowsTests
{
    private static readonly SlotKey A = new("a", "cpu:0", "m"), B = new("b", "cpu:0", "m");

    private readonly GeneralRows _rows = new();
    private int _computed;

    [Fact]
    public async Task A_row_is_computed_once_for_each_slot_and_image()
    {
        foreach (var (slot, image) in new[] { (A, "x"), (A, "x"), (A, "y"), (B, "x"), (B, "x") })
            await _rows.GetAsync(slot, image, ComputeAsync, TestContext.Current.CancellationToken);

        Assert.Equal(3, _computed);
    }

    [Fact]
    public async Task Only_the_first_caller_is_charged()
    {
        var first = await _rows.GetAsync(A, "x", ComputeAsync, TestContext.Current.CancellationToken);
        var second = await _rows.GetAsync(A, "x", ComputeAsync, TestContext.Current.CancellationToken);

        Assert.Equal((7, 0), (first.Work.TokensPrefilled, second.Work.TokensPrefilled));
        Assert.Same(first.Row, second.Row);
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_take_the_row_along()
    {
        var pending = new TaskCompletionSource<(float[], WorkCount)>();
        using var impatience = new CancellationTokenSource();
        var first = _rows.GetAsync(A, "x", () => pending.Task, impatience.Token);
        var second = _rows.GetAsync(A, "x", ComputeAsync, TestContext.Current.CancellationToken);

        await impatience.CancelAsync();
        pending.SetResult(([0.5f], new()));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(0.5f, Assert.Single((await second).Row));
        Assert.Equal(0, _computed);
    }

    [Fact]
    public async Task The_oldest_rows_make_room()
    {
        for (var image = 0; image <= 4096; image++) await _rows.GetAsync(A, $"{image}", ComputeAsync, TestContext.Current.CancellationToken);
        await _rows.GetAsync(A, "4096", ComputeAsync, TestContext.Current.CancellationToken);
        Assert.Equal(4097, _computed);

        await _rows.GetAsync(A, "0", ComputeAsync, TestContext.Current.CancellationToken);
        Assert.Equal(4098, _computed);
    }

    private Task<(float[] Row, WorkCount Work)> ComputeAsync()
    {
        _computed++;
        return Task.FromResult<(float[], WorkCount)>(([1f], new() { TokensPrefilled = 7 }));
    }
}
