using Judger.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client.</summary>
public static class JudgerClientServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IJudgerClient"/> over the Orleans client that the host has configured.</summary>
    public static IServiceCollection AddJudgerClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<IJudgerClient>(provider => new OrleansJudgerClient(provider.GetRequiredService<IGrainFactory>(), provider.GetService<TimeProvider>() ?? TimeProvider.System));
    }
}
