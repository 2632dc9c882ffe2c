using System.Runtime.CompilerServices;
using Judger.Inference.Engine;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Scheduling;

public sealed class CancellationTests
{
    private const int Requests = 5000;

    [Fact]
    public async Task A_request_that_has_ended_is_not_kept_by_its_caller_s_token()
    {
        using var source = new CancellationTokenSource();
        await using var engine = SimulatedDevice.Start(Simulation.Model with { AnswerTokens = 1 }, new() { Workers = 2 });
        var requests = await RunAsync(engine, source.Token);

        for (var i = 0; i < 10 && requests.Any(request => request.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        // The last ones may still be on a worker's stack.
        Assert.InRange(requests.Count(request => request.IsAlive), 0, 4);
        GC.KeepAlive(source);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_while_its_request_is_put_into_the_queue_ends_it()
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = 2 });
        for (var i = 0; i < 200; i++)
        {
            using var source = new CancellationTokenSource();
            var cancelling = source.CancelAsync();
            try
            {
                await engine.GenerateAsync(Simulation.Ask("a"), source.Token);
            }
            catch (OperationCanceledException)
            {
            }

            await cancelling;
        }

        Assert.Equal((0, 0), (engine.Status.Waiting, engine.Status.Running));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<List<WeakReference>> RunAsync(InferenceEngine engine, CancellationToken cancellationToken)
    {
        var requests = new List<WeakReference>();
        for (var i = 0; i < Requests; i++)
        {
            var request = Simulation.Ask("a") with { MaxNewTokens = 0 };
            requests.Add(new(request));
            await engine.GenerateAsync(request, cancellationToken);
        }

        return requests;
    }
}
