using Judger.Cli.Commands;
using Judger.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Judger.Cli.Hosting;

/// <summary>A client of a server over HTTP.</summary>
internal sealed class HttpJudger : IJudgerHost
{
    private readonly ServiceProvider _services;

    private HttpJudger(ServiceProvider services) => _services = services;

    public IJudgerClient Client => _services.GetRequiredService<IJudgerClient>();

    /// <summary>A client that reports refusals at once, as the client over Orleans does.</summary>
    /// <exception cref="CliException">The address or the key file is not valid.</exception>
    public static HttpJudger Connect(Uri endpoint, string? keyFile)
    {
        var services = new ServiceCollection();
        services.AddJudgerClient(options => (options.Endpoint, options.ApiKeyFile, options.OverloadTimeout) = (endpoint, keyFile, TimeSpan.Zero));
        var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IJudgerClient>();
            return new(provider);
        }
        catch (OptionsValidationException exception)
        {
            provider.Dispose();
            throw new CliException(string.Join(" ", exception.Failures), exception);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
