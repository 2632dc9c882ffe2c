using Judger.Experts.OpenAI;
using Judger.Grains.Images;
using Judger.Grains.Slots;
using Judger.Server.Configuration;
using Microsoft.Extensions.Hosting;

namespace Judger.Server.Hosting;

/// <summary>One process that is a whole cluster: free ports on loopback, state in memory.</summary>
public static class LocalSilo
{
    /// <summary>The name of the silo, and so the first part of its slots' keys.</summary>
    public const string Name = "local";

    /// <summary>Configures a host as a silo with these slots, with these experts beside the built-in ones, and with images decoded in this way.</summary>
    /// <exception cref="ServerConfigurationException">All that is wrong with them, in one line.</exception>
    public static IHostApplicationBuilder UseLocalSilo(
        this IHostApplicationBuilder builder,
        IReadOnlyList<SlotOptions> slots,
        IReadOnlyList<OpenAIExpertOptions>? experts = null,
        ImageOptions? images = null) =>
        builder.UseJudgerSilo(new()
        {
            SiloName = Name,
            Slots = slots,
            Experts = experts ?? [],
            Images = images ?? new(),
            Cluster = new() { ClusterId = $"judger-{Environment.ProcessId}" },
            Drain = new() { Timeout = TimeSpan.Zero },
        });
}
