using Judger.Grains.Slots;
using Judger.Testing.Routing;

namespace Judger.Grains.Tests.Slots;

/// <summary>A slot whose device fails is taken out, tried by one request at a time, and comes back.</summary>
public sealed class SlotHealthTests
{
    private readonly VirtualTime _time = new();
    private readonly SlotHealth _health;

    public SlotHealthTests() => _health = new(new(FailuresInARow: 3, FirstPause: TimeSpan.FromSeconds(1), LongestPause: TimeSpan.FromSeconds(3)), _time);

    [Fact]
    public void A_few_failures_in_a_row_take_it_out()
    {
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(_ => _health.Failed("broken")));

        Assert.False(_health.IsOpen);
        Assert.False(_health.TryEnter());
        Assert.Equal("broken", _health.OutBecause);
    }

    [Fact]
    public void A_success_between_them_keeps_it_in()
    {
        for (var i = 0; i < 10; i++)
        {
            _health.Failed("broken");
            _health.Failed("broken");
            Assert.False(_health.Succeeded());
        }

        Assert.True(_health.IsOpen);
        Assert.True(_health.TryEnter());
    }

    [Fact]
    public void After_a_pause_one_request_tries_it_and_its_success_brings_it_back()
    {
        Break();
        _time.Now = 1;

        Assert.True(_health.IsOpen);
        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(_ => _health.TryEnter()));
        Assert.False(_health.IsOpen);
        Assert.True(_health.Succeeded());
        Assert.True(_health.IsOpen);
        Assert.Null(_health.OutBecause);
    }

    [Fact]
    public void Each_try_that_fails_doubles_the_pause_up_to_the_longest()
    {
        Break();
        foreach (var (at, until) in new[] { (1.0, 3.0), (3.0, 6.0), (6.0, 9.0) })
        {
            _time.Now = at;
            Assert.True(_health.TryEnter());
            Assert.False(_health.Failed("still broken"));
            _health.Leave();
            _time.Now = until - 0.01;
            Assert.False(_health.IsOpen);
        }
    }

    [Fact]
    public void Requests_that_were_there_before_do_not_lengthen_the_pause()
    {
        Break();
        for (var i = 0; i < 20; i++) _health.Failed("broken");

        _time.Now = 1;
        Assert.True(_health.IsOpen);
    }

    [Fact]
    public void A_try_that_says_nothing_lets_the_next_one_try()
    {
        Break();
        _time.Now = 1;
        Assert.True(_health.TryEnter());

        _health.Leave();

        Assert.True(_health.TryEnter());
    }

    private void Break()
    {
        for (var i = 0; i < 3; i++) _health.Failed("broken");
    }
}
