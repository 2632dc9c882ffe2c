using System.Diagnostics;
using System.Globalization;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests.Support;

/// <summary>A PostgreSQL of one test, on a free port of loopback, in a folder of its own.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // The server refuses to run as root.
    private const string User = "postgres";

    private readonly string _folder = Directory.CreateTempSubdirectory("judger-postgres-").FullName;
    private readonly int _port = Ports.Take();
    private readonly string _programs;

    private PostgresServer(string programs) => _programs = programs;

    public int Port => _port;

    public string ConnectionString => ConnectionStringAt(_port);

    /// <summary>The same server by way of another port.</summary>
    public static string ConnectionStringAt(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Database=postgres;Username={User}");

    public static async Task<PostgresServer> StartAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(Directory.Exists)
            : null;
        Assert.SkipWhen(programs is null, "PostgreSQL is not installed (Debian: apt-get install postgresql).");
        var server = new PostgresServer(programs!);
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", User, server._folder);
        await server.RunAsUserAsync("initdb", "-D", server.Data, "-U", User, "-A", "trust", "--no-sync");
        await server.RunAsync();
        return server;
    }

    public Task RunAsync() => RunAsUserAsync(
        "pg_ctl",
        "-D",
        Data,
        "-w",
        "-l",
        Path.Combine(_folder, "log"),
        "-o",
        $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off",
        "start");

    /// <summary>Ends the server as a crash would.</summary>
    public Task KillAsync() => RunAsUserAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private Task RunAsUserAsync(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("runuser", ["-u", User, "--", Path.Combine(_programs, program), .. arguments])
        : RunAsync(Path.Combine(_programs, program), arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The server that pg_ctl leaves behind would keep a pipe open.
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "exec \"$@\" > /dev/null 2>&1 < /dev/null", "sh", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
