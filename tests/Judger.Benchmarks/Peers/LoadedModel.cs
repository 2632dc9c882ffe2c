using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Judger.Benchmarks.Peers.Llama;

namespace Judger.Benchmarks.Peers;

/// <summary>What it takes to make a model resident until it has answered with a first token, in a process of its own.</summary>
/// <param name="Seconds">Until the engine is ready.</param>
/// <param name="SecondsToToken">Until it has computed a first short prompt, which reads every weight: llama.cpp only maps them before.</param>
/// <param name="Memory">What the process holds more than before, after a first short prefill.</param>
internal sealed record LoadedModel(double Seconds, double SecondsToToken, ResidentMemory Memory)
{
    /// <summary>The command with which this program does the child's part.</summary>
    public const string Command = "peers-load";

    private const int FirstTokens = 16;

    /// <summary>Measures in a child process.</summary>
    public static async Task<LoadedModel> MeasureAsync(PeerKind kind, string model, int threads, string? library, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(LoadedModel).Assembly.Location);
        foreach (var argument in new[] { Command, kind.ToString(), model, threads.ToString(CultureInfo.InvariantCulture), library ?? "" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<LoadedModel>(output)!
            : throw new InvalidOperationException($"The process that loads {model} ended with {process.ExitCode}.");
    }

    /// <summary>The child's part: loads, and prints what it took.</summary>
    public static void RunChild(string[] arguments)
    {
        var kind = Enum.Parse<PeerKind>(arguments[1]);
        var library = arguments[4].Length == 0 ? null : arguments[4];
        if (kind == PeerKind.Llama) LlamaLibrary.Load(library);
        var (before, started) = (ResidentMemory.Now(), Stopwatch.GetTimestamp());
        using var peer = Peer.Open(kind, arguments[2], int.Parse(arguments[3], CultureInfo.InvariantCulture), library, isBatched: false);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        peer.Prefill(0, Enumerable.Range(10, FirstTokens).ToArray());
        var toToken = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new LoadedModel(seconds, toToken, ResidentMemory.Now() - before)));
    }
}
