using Judger.Grains;
using Judger.Grains.Slots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Judger.Server;

/// <summary>One process that is a whole cluster: localhost clustering on free ports, state in memory.</summary>
public static class LocalSilo
{
    /// <summary>The name of the silo, and so the first part of its slots' keys.</summary>
    public const string Name = "local";

    /// <summary>Configures a host as a silo with these slots.</summary>
    public static IHostApplicationBuilder UseLocalSilo(this IHostApplicationBuilder builder, params IReadOnlyList<SlotOptions> slots)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var errors = SlotOptionsValidator.Errors(slots);
        if (errors.Count > 0) throw new ArgumentException(string.Join(" ", errors), nameof(slots));
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning);
        var (siloPort, gatewayPort) = FreePorts.Take();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort, serviceId: "judger", clusterId: $"judger-{Environment.ProcessId}")
            .Configure<EndpointOptions>(options => options.AdvertisedIPAddress = System.Net.IPAddress.Loopback)
            .AddMemoryGrainStorage(StorageNames.Questions)
            .AddMemoryGrainStorage(StorageNames.Images)
            .UseInMemoryReminderService()
            .AddJudger(Name, slots));
        return builder;
    }
}
