namespace Judger.Training.Commands;

/// <summary>Runs a command's work and turns its end into an exit code: 0, 1 with the error, 130 when it was stopped.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(Action<Action<string>, CancellationToken> work, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => work(line => Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {line}"), cancellationToken), CancellationToken.None);
            return 0;
        }
        catch (TrainingException exception)
        {
            Console.Error.WriteLine($"error: {exception.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
