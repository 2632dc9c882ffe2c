using Judger.Server.Cluster.Postgres;
using Judger.Server.Configuration;
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
            membership.ProbeTimeout = cluster.FailureDetection / (MissedProbes + 1);
            membership.TableRefreshTimeout = cluster.FailureDetection;
            membership.NumVotesForDeathDeclaration = 2;

            // The dead of yesterday are no news.
            membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxRequestProcessingTime = QuestionLimits.MaxBudget + TimeSpan.FromMinutes(5));
        silo.Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        return cluster.Storage switch
        {
            ClusterStorage.Redis => silo.UseRedisCluster(options),
            ClusterStorage.Postgres => silo.UsePostgresCluster(options),
            _ => silo.UseMemoryCluster(options),
        };
    }
}
