using Judger.Core.Prompts;
using Judger.Imaging.Pixels;
using Judger.Inference.Contract;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Cost;

/// <summary>
/// The backlog that an engine reports is about what its waiting work then takes. In virtual time, so the numbers are the same on every machine.
/// </summary>
public sealed class BacklogTests(ITestOutputHelper output)
{
    private const double Tolerance = 1.5;

    private static readonly RgbImage Pixels = new(336, 336);

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void The_backlog_is_what_the_waiting_work_takes(int workers, bool isOneImage)
    {
        using var engine = Start(workers);
        Send(engine, 0, 80, isOneImage);
        engine.Run();

        AssertBacklog(engine, 1000, 120, isOneImage);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void Work_that_was_measured_alone_predicts_work_in_a_crowd(int workers, bool isOneImage)
    {
        using var engine = Start(workers);
        for (var i = 0; i < 20; i++)
        {
            Send(engine, i, 1, isOneImage);
            engine.Run();
        }

        AssertBacklog(engine, 1000, 120, isOneImage);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void One_kind_of_work_predicts_the_other(int workers, bool isOneImage)
    {
        using var engine = Start(workers);
        Send(engine, 0, 80, !isOneImage);
        engine.Run();

        AssertBacklog(engine, 1000, 120, isOneImage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Long_answers_count_by_their_length(int workers)
    {
        using var engine = Start(workers, new() { AnswerTokens = 60 });
        Send(engine, 0, 40, isOneImage: true, maxNewTokens: 100);
        engine.Run();

        AssertBacklog(engine, 1000, 120, isOneImage: true, maxNewTokens: 100);
    }

    private static VirtualEngine Start(int workers, SimulatedModel? model = null, EngineOptions? options = null) =>
        new(model ?? new(), (options ?? new()) with { Device = "simulated:0", Workers = workers, QueueTokens = 1 << 22 });

    private static void Send(VirtualEngine engine, int first, int count, bool isOneImage, int maxNewTokens = 20)
    {
        for (var i = first; i < first + count; i++)
        {
            _ = engine.Send(new()
            {
                Prompt = PromptProfiles.ViCrop.Baseline.Fill($"Question {i}?"),
                Images = [new(isOneImage ? "one" : $"image {i}", Pixels, PixelBox.Whole(Pixels.Size))],
                MaxNewTokens = maxNewTokens,
            });
        }
    }

    private void AssertBacklog(VirtualEngine engine, int first, int count, bool isOneImage, int maxNewTokens = 20)
    {
        Send(engine, first, count, isOneImage, maxNewTokens);
        var began = engine.Now;
        engine.RunUntil(() => engine.Now >= began + 0.03);
        var status = engine.Status;
        var took = engine.RunUntil(() => engine.Status.Waiting == 0);
        var ratio = status.Backlog.TotalSeconds / took;
        output.WriteLine($"{status.Waiting} waiting: told {status.Backlog.TotalSeconds:F2} s, took {took:F2} s, ratio {ratio:F2}");
        Assert.InRange(ratio, 1 / Tolerance, Tolerance);
    }
}
