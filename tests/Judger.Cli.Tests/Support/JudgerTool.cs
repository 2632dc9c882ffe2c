using System.Diagnostics;

namespace Judger.Cli.Tests.Support;

/// <summary>Runs the built <c>judger</c> that lies beside the tests.</summary>
internal static class JudgerTool
{
    // Long enough for a busy machine; a tool that hangs fails its test.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static Task<ToolResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs the tool by another command, in other surroundings.</summary>
    /// <param name="wrapper">The command that runs it, and that command's arguments.</param>
    /// <param name="environment">Variables that differ; null for those that are to be absent.</param>
    /// <param name="arguments">The tool's arguments.</param>
    public static Task<ToolResult> RunAsync(IReadOnlyList<string> wrapper, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        RunAsync("", wrapper, environment, arguments);

    /// <summary>Runs the tool with this text on its standard input and waits for its end.</summary>
    public static Task<ToolResult> RunWithInputAsync(string input, params string[] arguments) =>
        RunAsync(input, [], new Dictionary<string, string?>(), arguments);

    private static async Task<ToolResult> RunAsync(
        string input, IReadOnlyList<string> wrapper, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        string[] command = [.. wrapper, "dotnet", Path.Combine(AppContext.BaseDirectory, "judger.dll"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process, input);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The tool ended without reading: its exit code and its words say why.
        }
    }
}
