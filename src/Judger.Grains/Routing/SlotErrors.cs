using System.Net.Sockets;

namespace Judger.Grains.Routing;

/// <summary>What an error says about the slot that it came from.</summary>
internal static class SlotErrors
{
    /// <summary>
    /// The slot's silo is gone or could not be reached. What became of the work is not known; stages can be run twice. Orleans has many words for it: one for a
    /// message that found no place in time is a cancellation that nobody asked for.
    /// </summary>
    public static bool IsLoss(Exception exception) =>
        exception is SlotUnavailableException or OrleansException or TimeoutException or SocketException or IOException or OperationCanceledException;

    /// <summary>The slot's silo died with the call. One that hangs or cannot be reached did not, until the cluster takes it for dead.</summary>
    public static bool IsDeath(Exception exception) => exception is SiloUnavailableException;

    /// <summary>The work failed there; it may not elsewhere. An error that names what is wrong with the question itself is not tried again.</summary>
    public static bool IsFailure(Exception exception) => exception is not JudgerException || exception is StageFailedException;

    /// <summary>The device failed, rather than the question being one that no device can answer.</summary>
    public static bool IsDeviceFailure(Exception exception) => exception is StageFailedException { IsDeviceFailure: true } or not JudgerException;

    /// <summary>The error of a question that silos die with.</summary>
    public static StageFailedException Deadly(int losses) => new(
        $"{losses} silos died while they worked for the question, so it may be what kills them. Look at their logs, or ask about "
        + "another image under a new id.");

    /// <summary>The error of a question that failed as often as it is tried.</summary>
    public static StageFailedException Final(Exception exception, int attempts) => exception is StageFailedException
        ? new($"{exception.Message} (Tried {attempts} times.)", exception.InnerException ?? exception)
        : new(
            $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} (Tried {attempts} times; this is a defect of the server, see its log.)",
            exception);
}
