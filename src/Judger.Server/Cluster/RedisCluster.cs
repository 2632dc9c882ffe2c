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

    private static ConfigurationOptions Connection(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);

        // A Redis that restarts is waited for; a command that finds it away fails soon, and is tried again by who knows what it is worth.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        return options;
    }
}
