using System.Net;
using System.Net.Sockets;

namespace Judger.Client.Tests.Support;

/// <summary>Passes bytes between a client and a server, and cuts connections.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Queue<int> _cuts = [];
    private readonly Task _accepting;
    private Uri? _target;
    private int _connections;

    /// <param name="target">The server; null for none, until one is given.</param>
    /// <param name="cuts">After how many bytes of answers each of the first connections is cut.</param>
    public CuttingProxy(Uri? target, params int[] cuts)
    {
        _target = target;
        foreach (var cut in cuts) _cuts.Enqueue(cut);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Another server; null for none. Open connections are cut.</summary>
    public void Target(Uri? target)
    {
        lock (_lock)
        {
            _target = target;
            foreach (var socket in _open) socket.Close(0);
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Target(null);
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = ServeAsync(client);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            Interlocked.Increment(ref _connections);
            Uri? target;
            var left = int.MaxValue;
            lock (_lock)
            {
                target = _target;
                if (target is not null && _cuts.TryDequeue(out var cut)) left = cut;
                _open.UnionWith([client, server]);
            }

            try
            {
                if (target is null) return;
                await server.ConnectAsync(target.Host, target.Port, _stop.Token);
                await Task.WhenAny(PassAsync(client, server, int.MaxValue), PassAsync(server, client, left));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The other side went away first.
            }
            finally
            {
                lock (_lock) _open.ExceptWith([client, server]);
                client.Close(0);
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to, int left)
    {
        var buffer = new byte[4096];
        try
        {
            while (left > 0 && await from.ReceiveAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), _stop.Token) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
                left -= read;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side went away first.
        }
    }
}
