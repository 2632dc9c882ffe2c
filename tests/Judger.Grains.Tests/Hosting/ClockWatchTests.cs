using Judger.Grains.Engines;
using Judger.Grains.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Grains.Tests.Hosting;

/// <summary>A clock that is set back: noticed, survived for hours, and the end of the process where Orleans could activate nothing any more.</summary>
public sealed class ClockWatchTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly Exits _exits = new();
    private readonly ClockWatch _watch;

    public ClockWatchTests() => _watch = new(_exits, _clock, NullLogger<ClockWatch>.Instance);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void A_clock_that_goes_on_is_not_noticed()
    {
        foreach (var step in new[] { 1, 3600, -30, 10 * 86_400 }) Step(TimeSpan.FromSeconds(step));

        Assert.Equal((TimeSpan.Zero, null, false), (_watch.Behind, _watch.Problem, _watch.IsLost));
        Assert.Empty(_exits.Codes);
    }

    [Fact]
    public void A_step_back_of_hours_is_noticed_until_the_clock_is_right_again()
    {
        Step(TimeSpan.FromHours(-3));

        Assert.Equal((TimeSpan.FromHours(3), false), (_watch.Behind, _watch.IsLost));
        Assert.StartsWith("the clock was set back, 0.03:00:00 behind what it has shown: ", _watch.Problem, StringComparison.Ordinal);
        Step(TimeSpan.FromHours(3));
        Assert.Null(_watch.Problem);
        Assert.Empty(_exits.Codes);
    }

    [Fact]
    public void A_clock_that_was_ahead_counts_from_there()
    {
        Step(TimeSpan.FromHours(12));
        Step(TimeSpan.FromHours(-12));

        Assert.Equal(TimeSpan.FromHours(12), _watch.Behind);
    }

    [Fact]
    public void A_step_back_of_days_ends_the_process()
    {
        Step(TimeSpan.FromDays(-2));

        Assert.True(_watch.IsLost);
        Assert.Equal([75], _exits.Codes);
    }

    private void Step(TimeSpan step)
    {
        _clock.Now += step;
        _watch.Look();
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Exits : IProcessExit
    {
        public List<int> Codes { get; } = [];

        public void End(int exitCode) => Codes.Add(exitCode);
    }
}
