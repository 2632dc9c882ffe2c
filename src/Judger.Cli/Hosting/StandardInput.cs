using Judger.Cli.Commands;

namespace Judger.Cli.Hosting;

/// <summary>Ties the process to whoever started it.</summary>
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
