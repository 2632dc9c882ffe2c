using Judger.Grains.Engines;
using Judger.Grains.Hosting;
using Judger.Imaging.Decoders;
using Judger.Server.Cluster;
using Judger.Server.Configuration;
using Judger.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Judger.Server.Hosting;

/// <summary>Makes a host a silo of Judger.</summary>
public static class JudgerSiloHostExtensions
{
    // Beyond the drain: telling the cluster, deactivating grains, closing connections.
    private static readonly TimeSpan Departure = TimeSpan.FromSeconds(30);

    /// <summary>Configures a host as a silo.</summary>
    /// <exception cref="ServerConfigurationException">All that is wrong with the options, in one line; or its address does not resolve.</exception>
    public static IHostApplicationBuilder UseJudgerSilo(this IHostApplicationBuilder builder, JudgerOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var errors = options.Errors();
        if (errors.Count > 0) throw new ServerConfigurationException(string.Join(" ", errors));
        var address = options.Endpoint.Resolve();
        ChoosePorts(options.Endpoint);
        foreach (var slot in options.Slots) slot.Engine = options.Memory.Fit(slot, options.Slots.Count);
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning);
        builder.Services.AddSingleton<LoggerFactory>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(
            services => new OrleansLogFilter(services.GetRequiredService<LoggerFactory>(), services.GetService<TimeProvider>() ?? TimeProvider.System)));
        builder.Services.AddSingleton(options);
        builder.Services.AddHostedService<AddressCheck>();
        builder.Services.AddHostedService<HeapTrim>();
        builder.Services.AddSingleton(options.Routing);
        builder.Services.AddSingleton(Options.Create(options.Questions));
        builder.Services.AddSingleton(Options.Create(options.Drain));
        builder.Services.AddSingleton(Options.Create(options.Images));
        builder.Services.AddSingleton(services => new DecodeBudget(
            new("decoding images", options.Memory.Decoding, DecodeBudget.MaxWaiting, services.GetRequiredService<TimeProvider>()), options.Images.Decoding()));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain.Timeout + Departure);
        builder.Services.AddSingleton(options.Telemetry);
        builder.Services.AddSingleton(options.Devices);
        builder.Services.AddSingleton<IProcessExit, HostExit>();
        builder.AddJudgerTelemetry(options);
        builder.UseOrleans(silo =>
        {
            silo.Configure<EndpointOptions>(endpoint =>
            {
                (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (address, options.Endpoint.SiloPort, options.Endpoint.GatewayPort);
                (endpoint.SiloListeningEndpoint, endpoint.GatewayListeningEndpoint) = (new(address, endpoint.SiloPort), new(address, endpoint.GatewayPort));
            });
            if (options.Http.Dashboard) silo.AddDashboard(dashboard => dashboard.HideTrace = true);
            silo.UseCluster(options);
            silo.AddJudger(options.SiloName, options.Slots, options.Experts);
        });
        return builder;
    }

    private static void ChoosePorts(SiloEndpointOptions endpoint)
    {
        var (silo, gateway) = FreePorts.Take();
        if (endpoint.SiloPort == 0) endpoint.SiloPort = silo;
        if (endpoint.GatewayPort == 0) endpoint.GatewayPort = gateway;
    }
}
