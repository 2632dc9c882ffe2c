using Judger.Inference.Errors;

namespace Judger.Grains.Models;

/// <summary>The engine's errors stay on its silo; what travels says what its caller can do.</summary>
internal static class EngineErrors
{
    private static readonly TimeSpan StoppedRetry = TimeSpan.FromSeconds(30);

    /// <summary>When the slot is expected to take work again, for an error that says that it takes none now; null for any other.</summary>
    public static TimeSpan? RetryAfter(InferenceException exception) => exception switch
    {
        QueueFullException full => full.RetryAfter,
        EngineStoppedException or DeviceLostException => StoppedRetry,
        _ => null,
    };

    /// <summary>The error that the caller gets.</summary>
    public static JudgerException ToTravel(InferenceException exception) => exception switch
    {
        ChatTemplateException => new QuestionRejectedException(exception.Message),
        _ => new StageFailedException(exception.Message) { IsDeviceFailure = exception is DeviceFailedException },
    };
}
