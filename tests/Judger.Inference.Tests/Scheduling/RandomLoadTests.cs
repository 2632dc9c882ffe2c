using System.Globalization;
using Judger.Inference.Contract;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Scheduling;

public sealed class RandomLoadTests(ITestOutputHelper output)
{
    private const int InFlight = 40;

    // About 10 minutes with 5000000.
    private static readonly int Requests = int.Parse(Environment.GetEnvironmentVariable("JUDGER_LOAD_REQUESTS") ?? "6000", CultureInfo.InvariantCulture);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 8)]
    public async Task Under_a_random_load_every_answer_is_right_and_no_cache_exceeds_its_budget(int workers, int lanes)
    {
        var pool = Requestable().ToArray();
        var expected = await Simulation.AnswerAlone(pool, Token);
        var options = new EngineOptions
        {
            Workers = workers,
            Lanes = lanes,
            PrefillChunk = 8,
            PrefixCacheBytes = 5 * Simulation.Patches * Simulation.PositionBytes,
            VisionCacheBytes = 3 * Simulation.ImageBytes,
        };
        await using var engine = SimulatedDevice.Start(Simulation.Model, options);
        var next = -1;
        int cancelled = 0, answered = 0;
        long mostPrefix = 0, mostVision = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(client => Task.Run(() => RunClient(new Random(client)), Token)));

        var status = engine.Status;
        output.WriteLine(
            $"{answered} answered, {cancelled} cancelled; {status.Work}; mean decode batch {status.DecodedSequences / (double)status.DecodeSteps:F1}");
        Assert.Equal(Requests, answered + cancelled);
        Assert.Equal((0, 0, 0L), (status.Waiting, status.Running, status.WaitingTokens));
        Assert.InRange(mostPrefix, 1, options.PrefixCacheBytes);
        Assert.InRange(mostVision, 1, options.VisionCacheBytes);
        Assert.True(status.Work.TokensReused > 0);

        async Task RunClient(Random random)
        {
            while (Interlocked.Increment(ref next) is var number && number < Requests)
            {
                var choice = random.Next(pool.Length);
                using var source = new CancellationTokenSource();
                var generation = engine.GenerateAsync(pool[choice], source.Token);
                if (random.Next(8) == 0) await source.CancelAsync();
                try
                {
                    Assert.Equal(expected[choice], Simulation.Describe(await generation));
                    Interlocked.Increment(ref answered);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }

                var now = engine.Status;
                InterlockedMax(ref mostPrefix, now.PrefixCacheBytes);
                InterlockedMax(ref mostVision, now.VisionCacheBytes);
            }
        }
    }

    private static IEnumerable<GenerationRequest> Requestable()
    {
        var random = new Random(7);
        string[] words = ["what", "what is", "what is red", "is it", "where", "where is it then"];
        for (var i = 0; i < 150; i++)
        {
            var (image, other) = (random.Next(12), random.Next(12));
            var text = $"{words[random.Next(words.Length)]}{random.Next(4)}";
            yield return random.Next(6) switch
            {
                0 => Simulation.Ask(text),
                1 => Simulation.Ask(text, Simulation.Image(image), Simulation.Crop(image, random.Next(3))),
                2 => Simulation.Ask(text, Simulation.Image(image), Simulation.Image(other), Simulation.Image(image)),
                3 => Simulation.AskAfter(words[other % 3], text, Simulation.Image(image)),
                _ => Simulation.Ask(text, Simulation.Image(image)),
            };
        }
    }

    private static void InterlockedMax(ref long most, long value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var before && before != seen) seen = before;
    }
}
