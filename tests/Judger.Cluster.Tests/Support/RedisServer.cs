using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests.Support;

/// <summary>A Redis of one test, on a free port of loopback, that writes down every command: it can be stopped and started again.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("judger-redis-").FullName;
    private readonly int _port = Ports.Take();
    private Process? _process;

    private readonly string _address;
    private readonly SmallDisk? _disk;

    private RedisServer(string address, int? diskKilobytes)
    {
        _address = address;
        if (diskKilobytes is { } size) _disk = SmallDisk.Mount(Path.Combine(_folder, "disk"), size);
    }

    /// <summary>The disk that its log is on, where it has a small one of its own.</summary>
    public SmallDisk Disk => _disk!;

    public int Port => _port;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"{_address}:{_port}");

    /// <param name="address">Where it listens.</param>
    /// <param name="diskKilobytes">The size of a disk of its own; skips the running test where none can be mounted. Default: none.</param>
    public static async Task<RedisServer> StartAsync(string address = "127.0.0.1", int? diskKilobytes = null)
    {
        Assert.SkipUnless(IsInstalled, "redis-server is not installed (Debian: apt-get install redis-server).");
        var server = new RedisServer(address, diskKilobytes);
        await server.RunAsync();
        return server;
    }

    /// <summary>Ends the server as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    public async Task RunAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            "redis-server",
            [
                "--port",
                _port.ToString(CultureInfo.InvariantCulture),
                "--bind",
                _address,
                "--protected-mode",
                "no",
                "--dir",
                _disk?[""] ?? _folder,
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--save",
                "",
            ])
        {
            RedirectStandardOutput = true,
        })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            if (await AnswersAsync()) return;
            Assert.True(waited.Elapsed < Patience && !_process.HasExited, "redis-server did not start.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _disk?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    // A server that still reads its log answers, but not with PONG.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(_address, _port);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var reply = new byte[5];
            await stream.ReadExactlyAsync(reply);
            return reply.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
