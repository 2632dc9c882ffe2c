using System.Net.Sockets;
using Judger.Client.Retry;

namespace Judger.Client;

/// <summary>What exceptions of Orleans mean to a caller.</summary>
internal static class OrleansFailure
{
    /// <summary>The failure; null for an exception that is not about the call.</summary>
    public static CallFailure? Of(Exception exception) => exception switch
    {
        JudgerException error => new(error),

        // A grain that could not be activated: Orleans repeats what its storage said, with what is around it.
        OrleansException { InnerException: JudgerException error } => new(error),

        // Orleans has many exceptions for a silo that went away, and for a grain that could not be activated because its storage did not answer.
        OrleansException or TimeoutException or EnumerationAbortedException or SocketException or OperationCanceledException => new(Unreachable(exception)),
        _ => null,
    };

    private static ClusterUnavailableException Unreachable(Exception exception) =>
        new($"No silo answered in time ({exception.Message.ReplaceLineEndings(" ")}). Ask again under the same id when the cluster is back.", exception);
}
