using Judger.Cli.Files;
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
            Tell("interrupted");
            return Interrupted;
        }
        catch (Exception exception)
        {
            var known = Known(exception)?.Message ?? OfFile(exception);
            Tell($"error: {ErrorText.Line(known ?? exception.Message)}{(known is null ? " (this is a bug; --verbose shows the stack trace)" : "")}");
            if (verbose) Tell(exception.ToString());
            return Failure;
        }
    }

    /// <summary>The typed error, which may arrive wrapped, from a host that could not start or a grain that failed; null for a bug.</summary>
    internal static Exception? Known(Exception? exception)
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

    // Of a file that its reader or writer does not name, or of standard output: a full disk or a lack of rights is not a bug.
    private static string? OfFile(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (FileError.Named(exception) is { } reason) return $"{exception.Message.TrimEnd('.')}; {reason}. Check the disk and the permissions.";
        }

        return null;
    }

    private static void Tell(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // Nobody can be told; the exit code is left.
        }
    }
}
