namespace Judger.Inference.Scheduling;

/// <summary>A thread that takes steps from the scheduler until it stops. No step can end it; an error of the scheduler itself stops the engine.</summary>
internal sealed class Worker
{
    private readonly Scheduler _scheduler;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Worker(Scheduler scheduler, string name)
    {
        _scheduler = scheduler;
        new Thread(Loop) { IsBackground = true, Name = name }.Start();
    }

    public Task Ended => _ended.Task;

    private void Loop()
    {
        try
        {
            TakeSteps();
        }
        catch (Exception e)
        {
            _scheduler.Break(e);
        }

        _ended.SetResult();
    }

    private void TakeSteps()
    {
        var hasJustDecoded = false;
        while (_scheduler.Take(hasJustDecoded) is { } step)
        {
            if (IsModelChanged()) return;
            var started = _scheduler.Time.GetTimestamp();
            Exception? error = null;
            try
            {
                step.Run();
            }
            catch (Exception e)
            {
                error = e;
            }

            // What was computed meanwhile may come from other weights.
            if (IsModelChanged()) return;
            _scheduler.Commit(step, error, _scheduler.Time.GetElapsedTime(started));
            hasJustDecoded = step is DecodeStep;
        }
    }

    private bool IsModelChanged()
    {
        if (_scheduler.Model.Files?.Written() is not { } changed) return false;
        _scheduler.Break(changed);
        return true;
    }
}
