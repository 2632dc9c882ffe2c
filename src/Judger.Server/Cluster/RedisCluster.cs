using Judger.Grains.Storage;
using Judger.Server.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Persistence;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Judger.Server.Cluster;

/// <summary>A cluster that keeps everything in Redis.</summary>
internal static class RedisCluster
{
    private const int FirstConnection = 15_000;

    public static ISiloBuilder UseRedisCluster(this ISiloBuilder silo, JudgerOptions options)
    {
        var connection = options.Cluster.ConnectionString;
        silo.UseRedisClustering(redis => redis.ConfigurationOptions = Connection(connection));
        silo.UseRedisReminderService(redis => redis.ConfigurationOptions = Connection(connection));
        foreach (var name in StorageNames.All)
        {
            silo.AddRedisGrainStorage(name, (OptionsBuilder<RedisStorageOptions> redis) => redis.Configure<IServiceProvider>((storage, services) =>
            {
                storage.ConfigurationOptions = Connection(connection);

                // Redis forgets by itself what is older.
                storage.EntryExpiry = options.Questions.Retention;

                // JSON would carry an image's bytes as text.
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>());
            }));
        }

        return silo;
    }

    /// <summary>Returns when Redis answers.</summary>
    /// <exception cref="RedisException">It does not, or refuses.</exception>
    public static async Task ProbeAsync(string connection, CancellationToken cancellationToken)
    {
        var options = ConfigurationOptions.Parse(connection);
        (options.AbortOnConnectFail, options.ConnectRetry) = (true, 0);
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            await using var redis = await connecting.WaitAsync(cancellationToken);
            await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = connecting.ContinueWith(
                late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    private static ConfigurationOptions Connection(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);

        // A Redis that restarts is waited for; a command that finds it away fails soon, and is tried again by who knows what it is worth.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(500);

        // It was there a moment ago (StorageStart): on a busy computer a first connection takes longer than the five seconds that are usual.
        if (!connection.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase)) options.ConnectTimeout = FirstConnection;
        return options;
    }
}
