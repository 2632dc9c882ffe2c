using Judger.Cli.Commands;

namespace Judger.Cli.Hosting;

/// <summary>Ends the process with the one that started it.</summary>
internal static class StandardInput
{
    /// <summary>Ends the process when its standard input does.</summary>
    public static void ExitAtItsEnd()
    {
        var watch = new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            Environment.Exit(CommandRunner.Failure);
        });
        (watch.IsBackground, watch.Name) = (true, "standard input");
        watch.Start();
    }
}
