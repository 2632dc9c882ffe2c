using Judger.Export.Pipeline;
using Judger.Inference.Errors;

namespace Judger.Training.Commands;

/// <summary>Runs a command's work and turns its end into an exit code: 0, 1 with the error, 130 when it was stopped.</summary>
internal static class TrainingCommandRunner
{
    public static Task<int> RunAsync(Action<Action<string>, CancellationToken> work, CancellationToken cancellationToken) =>
        RunAsync((print, token) => Task.Run(() => work(print, token), CancellationToken.None), cancellationToken);

    public static async Task<int> RunAsync(Func<Action<string>, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(line => Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {line}"), cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is TrainingException or ExportException or InferenceException)
        {
            Console.Error.WriteLine($"error: {exception.Message}");
            return 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {exception.Message} Check the disk's space and the folder's permissions.");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
