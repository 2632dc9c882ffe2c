using Judger.Grains.Slots;

namespace Judger.Grains.Tests.Slots;

/// <summary>One suspect at a time uses a silo.</summary>
public sealed class SuspectGateTests
{
    private readonly SuspectGate _gate = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_waits_until_the_first_has_left()
    {
        var first = _gate.TryEnter("a")!;
        var second = _gate.EnterAsync("b", Token);

        Assert.Null(_gate.TryEnter("b"));
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();

        Assert.NotNull(_gate.TryEnter("c"));
    }

    [Fact]
    public void Its_run_and_its_pass_are_one_turn()
    {
        var run = _gate.TryEnter("a")!;
        var pass = _gate.TryEnter("a")!;

        pass.Dispose();
        pass.Dispose();
        Assert.Null(_gate.TryEnter("b"));
        run.Dispose();
        Assert.NotNull(_gate.TryEnter("b"));
    }
}
