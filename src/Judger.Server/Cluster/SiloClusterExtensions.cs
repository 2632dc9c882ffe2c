using Judger.Grains.Links;
using Judger.Grains.Storage;
using Judger.Server.Cluster.Postgres;
using Judger.Server.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Judger.Server.Cluster;

/// <summary>The one switch: where a silo's cluster keeps membership, state and reminders.</summary>
internal static class SiloClusterExtensions
{
    // A silo is held to be dead after as many probes without an answer.
    private const int MissedProbes = 3;

    public static ISiloBuilder UseCluster(this ISiloBuilder silo, JudgerOptions options)
    {
        var cluster = options.Cluster;
        silo.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.NumMissedProbesLimit = MissedProbes;

            // Orleans would let probes grow to four times as much, and hold back votes against a silo that was heard within three such probes.
            membership.ProbeTimeout = membership.MinProbeTimeout = membership.MaxProbeTimeout = cluster.FailureDetection / (MissedProbes + 1);
            membership.TableRefreshTimeout = cluster.FailureDetection;

            // A silo that joins waits for those that died without a word until they have missed three signs of life.
            membership.IAmAliveTablePublishTimeout = cluster.FailureDetection / 2;
            membership.NumVotesForDeathDeclaration = 2;

            // The dead of yesterday are no news.
            membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });
        silo.Services.AddSingleton(new LinkOptions(cluster.FailureDetection));
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxRequestProcessingTime = QuestionLimits.MaxBudget + TimeSpan.FromMinutes(5));
        silo.Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        return cluster.Storage switch
        {
            ClusterStorage.Redis => silo.UseRedisCluster(options).Watched(cluster, RedisCluster.ProbeAsync),
            ClusterStorage.Postgres => silo.UsePostgresCluster(options).Watched(cluster, PostgresCluster.ProbeAsync),
            _ => silo.UseMemoryCluster(options),
        };
    }

    private static ISiloBuilder Watched(this ISiloBuilder silo, SiloClusterOptions cluster, Func<string, CancellationToken, Task> probe)
    {
        silo.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<StorageStart>(services, cluster, probe));
        silo.Services.AddSingleton<StorageWatch>();
        WatchedReminders.Watch(silo.Services);
        foreach (var name in StorageNames.All) WatchedStorage.Watch(silo.Services, name);
        return silo;
    }
}
