using System.Net;
using Judger.Grains.Storage;
using Judger.Server.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Judger.Server.Cluster;

/// <summary>A cluster of this one process.</summary>
internal static class MemoryCluster
{
    public static ISiloBuilder UseMemoryCluster(this ISiloBuilder silo, JudgerOptions options)
    {
        silo.UseDevelopmentClustering(new IPEndPoint(IPAddress.Parse(options.Endpoint.Address), options.Endpoint.SiloPort));
        silo.UseInMemoryReminderService();
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Questions,
            (services, _) => ActivatorUtilities.CreateInstance<MemoryStorage>(services, options.Memory.QuestionStorage, options.Questions.Retention));
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Images,
            (services, _) => ActivatorUtilities.CreateInstance<MemoryStorage>(
                services, options.Cluster.ImageMemoryBytes ?? options.Memory.ImageStorage, options.Questions.Retention));
        return silo;
    }
}
