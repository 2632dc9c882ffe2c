using Judger.Inference;

namespace Judger.Grains.Models;

/// <summary>The engine's errors stay on its silo; what travels says what its caller can do.</summary>
internal static class EngineErrors
{
    public static JudgerException ToTravel(InferenceException exception) => exception switch
    {
        QueueFullException full => new SlotBusyException(full.Message) { RetryAfter = full.RetryAfter },
        EngineStoppedException => new SlotBusyException(exception.Message) { RetryAfter = TimeSpan.FromSeconds(30), IsDraining = true },
        PromptTooLongException => new QuestionRejectedException(exception.Message),
        _ => new StageFailedException(exception.Message),
    };
}
