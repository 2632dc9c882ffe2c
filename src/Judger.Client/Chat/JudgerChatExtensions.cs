using Judger.Client;
using Judger.Client.Chat;
using Microsoft.Extensions.AI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Judger as a chat client.</summary>
public static class JudgerChatExtensions
{
    /// <summary>Adds an <see cref="IChatClient"/> over the <see cref="IJudgerClient"/> that is registered.</summary>
    public static IServiceCollection AddJudgerChatClient(this IServiceCollection services, Action<JudgerChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var settings = new JudgerChatOptions();
        configure?.Invoke(settings);
        return services.AddSingleton<IChatClient>(provider => new JudgerChatClient(provider.GetRequiredService<IJudgerClient>(), settings));
    }
}
