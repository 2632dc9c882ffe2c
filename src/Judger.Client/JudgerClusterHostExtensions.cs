using System.Net;
using Judger;
using Judger.Client;
using Judger.Client.Retry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Connects an application to a cluster.</summary>
public static class JudgerClusterHostExtensions
{
    // After this time a gateway that went away is no longer asked.
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Adds <see cref="IJudgerClient"/>, and the connection over which it asks. The host connects when it starts, and waits until the cluster is there.
    /// </summary>
    /// <exception cref="ArgumentException">The connection string is not valid.</exception>
    public static IHostApplicationBuilder UseJudgerCluster(this IHostApplicationBuilder builder, JudgerClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.ConnectionString, nameof(options));
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (options.ClusterId, options.ServiceId));
            client.Configure<ClientMessagingOptions>(messaging => messaging.CancelRequestOnTimeout = true);
            client.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = GatewayRefresh);
            client.AddOutgoingGrainCallFilter<TraceContextCallFilter>();
            client.UseConnectionRetryFilter<ConnectionRetryFilter>();
            _ = options.Kind switch
            {
                JudgerClusterKind.Redis => client.UseRedisClustering(redis => redis.ConfigurationOptions = RedisOptions(options.ConnectionString)),
                JudgerClusterKind.Postgres =>
                    client.UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = ("Npgsql", options.ConnectionString)),
                _ => client.UseStaticClustering(IPEndPoint.Parse(options.ConnectionString)),
            };
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddJudgerClient();
        return builder;
    }

    // A Redis that is not up yet is waited for.
    private static ConfigurationOptions RedisOptions(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);
        options.AbortOnConnectFail = false;
        return options;
    }
}
