using Judger.Export.Checkpoints;
using Judger.Export.Pipeline;
using Judger.Grains.Engines;
using Judger.Imaging.Errors;
using Judger.Inference.Errors;
using Judger.Server.Configuration;

namespace Judger.Cli.Commands;

/// <summary>Runs a command's body: typed errors become one line on standard error and an exit code, Ctrl-C becomes 130.</summary>
internal static class CommandRunner
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Interrupted = 130;

    /// <summary>Everything is done but what was bad.</summary>
    public const int Partial = 3;

    public static Task<int> RunAsync(bool verbose, Func<Task> body, CancellationToken cancellationToken) => RunAsync(
        verbose,
        async () =>
        {
            await body();
            return Success;
        },
        cancellationToken);

    /// <summary>The same for a body with an exit code of its own.</summary>
    public static async Task<int> RunAsync(bool verbose, Func<Task<int>> body, CancellationToken cancellationToken)
    {
        try
        {
            return await body();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("interrupted");
            return Interrupted;
        }
        catch (Exception exception)
        {
            var known = Known(exception);
            await Console.Error.WriteLineAsync(
                $"error: {OneLine((known ?? exception).Message)}{(known is null ? " (this is a bug; --verbose shows the stack trace)" : "")}");
            if (verbose) await Console.Error.WriteLineAsync(exception.ToString());
            return Failure;
        }
    }

    // A typed error may arrive wrapped, from a host that could not start or a grain that failed.
    private static Exception? Known(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is CliException or ServerConfigurationException or SlotLoadException or JudgerException or ImageException or InferenceException
                or CheckpointException or ExportException)
            {
                return exception;
            }
        }
        return null;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
