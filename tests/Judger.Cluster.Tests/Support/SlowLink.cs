using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Judger.Cluster.Tests.Support;

/// <summary>A line on loopback to a server: what goes over it arrives later, in either direction, by as much as it is told.</summary>
internal sealed class SlowLink : IAsyncDisposable
{
    private const int Chunk = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly int _target;
    private readonly Task _accepting;

    /// <param name="target">The server's port.</param>
    public SlowLink(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>How much later what is sent from now on arrives. <value>Default: at once.</value></summary>
    public TimeSpan Delay { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Its address, as Redis has it.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
        }
        finally
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _over.Token);
            await Task.WhenAny(ForwardAsync(near.GetStream(), far.GetStream(), either.Token), ForwardAsync(far.GetStream(), near.GetStream(), either.Token));
            await either.CancelAsync();
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The server is not there, or the test is over: whoever called sees the connection end.
        }
    }

    // What was sent later arrives later: a line keeps the order.
    private async Task ForwardAsync(NetworkStream from, NetworkStream to, CancellationToken over)
    {
        var onTheWay = Channel.CreateUnbounded<(DateTime Due, byte[] Bytes)>();
        var arriving = ArriveAsync(onTheWay.Reader, to, over);
        try
        {
            var buffer = new byte[Chunk];
            while (await from.ReadAsync(buffer, over) is > 0 and var read) onTheWay.Writer.TryWrite((DateTime.UtcNow + Delay, buffer[..read]));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has ended.
        }

        onTheWay.Writer.Complete();
        await arriving;
    }

    private static async Task ArriveAsync(ChannelReader<(DateTime Due, byte[] Bytes)> onTheWay, NetworkStream to, CancellationToken over)
    {
        try
        {
            await foreach (var (due, bytes) in onTheWay.ReadAllAsync(over))
            {
                if (due - DateTime.UtcNow is var left && left > TimeSpan.Zero) await Task.Delay(left, over);
                await to.WriteAsync(bytes, over);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has ended.
        }
    }
}
