using System.Net.Sockets;
using Judger.Client;
using Judger.Client.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client.</summary>
public static class JudgerClientServiceCollectionExtensions
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Adds <see cref="IJudgerClient"/>, <see cref="OwnedImages"/> and <see cref="StoredQuestions"/> over the Orleans client that the host has configured.
    /// </summary>
    public static IServiceCollection AddJudgerClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<IJudgerClient>(provider => new OrleansJudgerClient(provider.GetRequiredService<IGrainFactory>(), Time(provider)));
        services.AddSingleton(provider => new StoredQuestions(provider.GetRequiredService<IGrainFactory>(), Time(provider)));
        return services.AddSingleton(
            provider => new OwnedImages(provider.GetRequiredService<IJudgerClient>(), provider.GetRequiredService<IGrainFactory>(), Time(provider)));
    }

    /// <summary>Adds <see cref="IJudgerClient"/> over HTTP. Errors of the options are reported when the host starts, all at once.</summary>
    /// <returns>The HTTP client's builder, for handlers of your own: a proxy, a client certificate.</returns>
    public static IHttpClientBuilder AddJudgerClient(this IServiceCollection services, Action<JudgerClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<JudgerClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JudgerClientOptions>, JudgerClientOptionsValidator>());
        services.AddSingleton<IJudgerClient>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<JudgerClientOptions>>().Value;
            return new HttpJudgerClient(
                new(provider.GetRequiredService<IHttpClientFactory>(), options), options, Time(provider));
        });

        // Calls are limited by their questions' budgets.
        return services
            .AddHttpClient(HttpConnection.ClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,

                // The key goes to the endpoint only, not to where it redirects.
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectCallback = ConnectAsync,
            });
    }

    private static TimeProvider Time(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    // A question may be silent for minutes. TCP probes keep the connection open and notice when the other side is gone.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
