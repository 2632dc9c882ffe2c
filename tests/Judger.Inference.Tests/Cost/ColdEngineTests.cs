using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Cost;

/// <summary>An engine that has measured nothing expects nothing, and what leaves the queue leaves nothing behind.</summary>
public sealed class ColdEngineTests
{
    [Fact]
    public void An_engine_that_has_measured_nothing_reports_no_backlog_however_much_waits()
    {
        using var engine = new VirtualEngine(new(), new() { Workers = 1 });
        for (var i = 0; i < 50; i++) _ = engine.Send(Judger.Inference.Tests.Scheduling.Simulation.Ask($"question {i}"));

        var status = engine.Status;

        Assert.Equal((50, TimeSpan.Zero, TimeSpan.Zero), (status.Waiting, status.Backlog, status.QuestionTime));
    }

    [Fact]
    public void A_backlog_ends_with_its_work_also_when_that_is_cancelled()
    {
        using var engine = new VirtualEngine(new(), new() { Workers = 1, Lanes = 2 });
        using var source = new CancellationTokenSource();
        Send(engine, 0, CancellationToken.None);
        engine.Run();
        Send(engine, 100, source.Token);
        Assert.True(engine.Status.Backlog > TimeSpan.Zero);

        source.Cancel();
        engine.Run();

        var status = engine.Status;
        Assert.Equal((0, 0L, TimeSpan.Zero, TimeSpan.Zero), (status.Waiting, status.WaitingTokens, status.Backlog, status.QuestionTime));
    }

    [Fact]
    public void What_a_waiting_request_shares_is_counted_once_and_not_at_all_when_it_is_held()
    {
        using var engine = new VirtualEngine(Long, new() { Workers = 1, Lanes = 1 });
        Send(engine, 0, CancellationToken.None);
        engine.Run();
        var seconds = new List<double>();
        foreach (var image in new[] { 50, 51, 51, 51 })
        {
            var before = engine.Status.Backlog;
            _ = engine.Send(Judger.Inference.Tests.Scheduling.Simulation.Ask("again", Judger.Inference.Tests.Scheduling.Simulation.Image(image)));
            seconds.Add((engine.Status.Backlog - before).TotalSeconds);
        }

        // The first of each image costs a whole second for its encode alone.
        Assert.InRange(seconds[0], 1, 1.5);
        Assert.InRange(seconds[1], 1, 1.5);
        Assert.InRange(seconds[2], 0, 0.2);
        Assert.InRange(seconds[3], 0, 0.2);
        engine.Run();
        _ = engine.Send(Judger.Inference.Tests.Scheduling.Simulation.Ask("once more", Judger.Inference.Tests.Scheduling.Simulation.Image(51)));
        Assert.InRange(engine.Status.Backlog.TotalSeconds, 0, 0.2);
    }

    [Fact]
    public void What_is_evicted_before_it_is_needed_counts_after_some_time()
    {
        // One lane and no other cache: of two images in turn, neither is ever held when it is needed again.
        using var engine = new VirtualEngine(Long, new() { Workers = 1, Lanes = 1, PrefixCacheBytes = 0, VisionCacheBytes = 0 });
        for (var i = 0; i < 200; i++)
            _ = engine.Send(Judger.Inference.Tests.Scheduling.Simulation.Ask($"{i}", Judger.Inference.Tests.Scheduling.Simulation.Image(i % 2)));
        engine.RunUntil(() => engine.Status.Waiting <= 100);

        var told = engine.Status.Backlog.TotalSeconds;
        var took = engine.RunUntil(() => engine.Status.Waiting == 0);

        Assert.InRange(told / took, 1 / 1.5, 1.5);
    }

    private static SimulatedModel Long { get; } = Judger.Inference.Tests.Scheduling.Simulation.Model with
    {
        Encode = TimeSpan.FromSeconds(1),
        PrefillToken = TimeSpan.FromMilliseconds(1),
        DecodeStep = TimeSpan.FromMilliseconds(5),
    };

    private static void Send(VirtualEngine engine, int first, CancellationToken cancellationToken)
    {
        for (var i = first; i < first + 10; i++)
        {
            _ = engine.SendUntil(
                Judger.Inference.Tests.Scheduling.Simulation.Ask($"question {i}", Judger.Inference.Tests.Scheduling.Simulation.Image(i)), cancellationToken);
        }
    }
}
