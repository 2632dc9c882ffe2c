using Judger.Training.Model;
using Judger.Training.Optimization;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Optimization;

public sealed class DataParallelTests
{
    [Fact]
    public void Every_worker_does_every_step_and_updates_come_between_steps()
    {
        using var model = SmallModel.Create();
        using var parallel = new DataParallel(model, 2);
        var done = new List<(int Step, int Worker)>();
        var seen = new List<(int Step, int Done)>();
        parallel.Run(3, 6, Work, step => seen.Add((step, done.Count)), TestContext.Current.CancellationToken);
        Assert.Equal([(3, 0), (3, 1), (4, 0), (4, 1), (5, 0), (5, 1)], done.Order());
        Assert.Equal([(3, 2), (4, 4), (5, 6)], seen);

        void Work(LlavaModel replica, int step, int worker)
        {
            lock (done) done.Add((step, worker));
        }
    }

    [Fact]
    public void A_step_that_fails_ends_the_run_and_is_not_followed_by_an_update()
    {
        using var model = SmallModel.Create();
        using var parallel = new DataParallel(model, 1);
        var updates = 0;
        var failed = Assert.Throws<TrainingException>(() => parallel.Run(
            0,
            5,
            (_, step, _) => throw new InvalidOperationException($"no memory in step {step}"),
            _ => updates++,
            TestContext.Current.CancellationToken));
        Assert.Equal("A training step failed: no memory in step 0", failed.Message);
        Assert.Equal(0, updates);
    }
}
