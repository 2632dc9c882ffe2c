using System.Globalization;
using Judger.Server.Configuration;

namespace Judger.Cli.Configuration;

/// <summary>What a silo would serve, without starting it.</summary>
internal static class ServeCheck
{
    /// <summary>One line.</summary>
    /// <exception cref="ServerConfigurationException">All that is wrong with the options, in one line.</exception>
    public static string Summary(JudgerOptions options)
    {
        RequireValid(options);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"valid: silo {options.SiloName} at {options.Endpoint.Address}, cluster {options.Cluster.ClusterId} in {options.Cluster.Storage}, "
            + $"{(options.Http.IsOn ? string.Join(", ", options.Http.Urls) : "no HTTP")} ({options.Http.ApiKeys.Count} keys), {options.Slots.Count} "
            + $"slots{string.Concat(options.Slots.Select(slot => $" {slot.Device}/{slot.ModelName} [{slot.Roles}]"))}");
    }

    /// <summary>Refuses options that no silo could start with.</summary>
    /// <exception cref="ServerConfigurationException">All that is wrong with the options, in one line.</exception>
    public static void RequireValid(JudgerOptions options)
    {
        var errors = options.Errors();
        if (errors.Count > 0) throw new ServerConfigurationException(string.Join(" ", errors));
    }
}
