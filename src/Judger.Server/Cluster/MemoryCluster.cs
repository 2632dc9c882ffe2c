using System.Net;
using Judger.Grains.Storage;
using Judger.Server.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Judger.Server.Cluster;

/// <summary>A cluster of this one process.</summary>
internal static class MemoryCluster
{
    // A question's record is some kilobytes: the map of its attention, mostly.
    private const long QuestionBytes = 256L << 20;

    public static ISiloBuilder UseMemoryCluster(this ISiloBuilder silo, JudgerOptions options)
    {
        silo.UseDevelopmentClustering(new IPEndPoint(IPAddress.Parse(options.Endpoint.Address), options.Endpoint.SiloPort));
        silo.UseInMemoryReminderService();
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Questions, (services, _) => ActivatorUtilities.CreateInstance<MemoryStorage>(services, QuestionBytes, options.Questions.Retention));
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Images,
            (services, _) => ActivatorUtilities.CreateInstance<MemoryStorage>(services, options.Cluster.ImageMemoryBytes, options.Questions.Retention));
        return silo;
    }
}
