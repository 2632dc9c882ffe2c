using System.Diagnostics;

namespace Judger.Inference;

/// <summary>A request that waits for the device.</summary>
internal sealed class WorkItem(PreparedRequest request, CancellationToken cancellationToken)
{
    private readonly long _arrived = Stopwatch.GetTimestamp();

    // The device's thread must never run what awaits the answer.
    private readonly TaskCompletionSource<Generation> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Generation> Completion => _completion.Task;

    public void Run(GenerationRunner runner, string device)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _completion.SetResult(runner.Run(request, Stopwatch.GetElapsedTime(_arrived), cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _completion.SetCanceled(cancellationToken);
        }
        catch (InferenceException e)
        {
            _completion.SetException(e);
        }
        catch (Exception e)
        {
            _completion.SetException(new DeviceFailedException(device, e.Message.ReplaceLineEndings(" "), e));
        }
    }

    public void Fail(Exception error) => _completion.TrySetException(error);
}
