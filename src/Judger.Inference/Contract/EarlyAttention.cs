namespace Judger.Inference.Contract;

/// <summary>
/// Hands an attention row over as soon as the prompt is computed, while the answer is still being decoded. One for each request. Any thread.
/// </summary>
public sealed class EarlyAttention
{
    // Whoever waits must never run on a worker of the device.
    private readonly TaskCompletionSource<PromptAttention?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The row; null where the request ended without one.</summary>
    public Task<PromptAttention?> Ready => _ready.Task;

    /// <summary>Hands the row over. Only the first call counts.</summary>
    public void Set(PromptAttention attention) => _ready.TrySetResult(attention);

    /// <summary>There will be no row.</summary>
    public void End() => _ready.TrySetResult(null);
}
