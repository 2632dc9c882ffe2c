using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Judger.Server.Configuration;
using Judger.Server.Http;

namespace Judger.Server.Hosting;

/// <summary>
/// Tries the addresses that a silo is to listen on before anything of it starts. Otherwise the HTTP server finds them in use only when models are loaded and
/// the silo has joined, and the way back fills the log.
/// </summary>
internal sealed class AddressCheck(JudgerOptions options) : StartCheck
{
    /// <exception cref="ServerConfigurationException">Every address that cannot be listened on, in one line.</exception>
    public override Task StartingAsync(CancellationToken cancellationToken)
    {
        var errors = Errors();
        return errors.Count == 0 ? Task.CompletedTask : throw new ServerConfigurationException(string.Join(" ", errors));
    }

    private List<string> Errors()
    {
        // All are held until the last one is tried, so that two of them that want the same port are found too.
        var taken = new List<Socket>();
        try
        {
            return [.. Silo(taken).Concat(Http(taken)).Distinct(StringComparer.Ordinal)];
        }
        finally
        {
            taken.ForEach(socket => socket.Dispose());
        }
    }

    private IEnumerable<string> Silo(List<Socket> taken)
    {
        var address = IPAddress.Parse(options.Endpoint.Address);
        foreach (var (key, port) in new[] { ("Endpoint:SiloPort", options.Endpoint.SiloPort), ("Endpoint:GatewayPort", options.Endpoint.GatewayPort) })
        {
            if (Try(new(address, port), taken) is not { } problem) continue;
            yield return problem.SocketErrorCode == SocketError.AddressNotAvailable
                ? $"Endpoint:Address is {address}, which is not an address of this computer; give one of {OwnAddresses()}."
                : $"{key} is {port}{Reason(problem, address, port)}, or 0 for a free one.";
        }
    }

    private IEnumerable<string> Http(List<Socket> taken)
    {
        foreach (var (index, text) in options.Http.Urls.Index())
        {
            if (!HttpOptions.TryParse(text, out var url) || url.Port == 0) continue;
            foreach (var (address, isNeeded) in AddressesOf(url))
            {
                if (Try(new(address, url.Port), taken) is not { } problem) continue;
                var given = $"Http:Urls:{index} is {text}";
                if (problem.SocketErrorCode != SocketError.AddressNotAvailable)
                    yield return $"{given}{Reason(problem, address, url.Port)}, such as --set Http:Urls:{index}={WithPort(text, url.Port)}.";
                else if (isNeeded)
                    yield return $"{given}, and {address} is not an address of this computer; give one of {OwnAddresses()}, or 0.0.0.0 for all.";
            }
        }
    }

    // As the HTTP server reads hosts: an address is itself, localhost both kinds of loopback, and every other name all addresses.
    private static IEnumerable<(IPAddress Address, bool IsNeeded)> AddressesOf(Uri url) => url.Host switch
    {
        "localhost" => [(IPAddress.Loopback, true), (IPAddress.IPv6Loopback, false)],
        _ when IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) => [(address, true)],
        _ => [(IPAddress.Any, true)],
    };

    // Listening too: an address that another socket is bound to, and does not listen on yet, can be bound.
    private static SocketException? Try(IPEndPoint place, List<Socket> taken)
    {
        Socket? socket = null;
        try
        {
            socket = new(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(place);
            socket.Listen();
            taken.Add(socket);
            return null;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            return exception.SocketErrorCode == SocketError.AddressFamilyNotSupported ? new((int)SocketError.AddressNotAvailable) : exception;
        }
    }

    // Ends where an example of another port fits.
    private static string Reason(SocketException problem, IPAddress address, int port) => problem.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $", but port {port} of {address} is in use; stop what listens there, or give another port",
        SocketError.AccessDenied => $", but this user may not listen on port {port}; give one from 1024 on",
        _ => $", but it cannot be listened on ({problem.Message.ReplaceLineEndings(" ")}); give another port",
    };

    private static string WithPort(string url, int port)
    {
        var plain = url.TrimEnd('/');
        var own = $":{port}";
        var host = plain.EndsWith(own, StringComparison.Ordinal) ? plain[..^own.Length] : plain;
        return $"{host}:{(port < 1024 ? 8080 : port % IPEndPoint.MaxPort + 1)}";
    }

    private static string OwnAddresses() => string.Join(
        ", ",
        NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(own => own.Address)
            .Where(own => !own.IsIPv6LinkLocal)
            .Select(own => own.ToString())
            .Order(StringComparer.Ordinal));
}
