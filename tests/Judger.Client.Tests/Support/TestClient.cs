using Judger.Client.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Client.Tests.Support;

/// <summary>A client over HTTP as an application makes it.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestClient(ServiceProvider services) => _services = services;

    public IJudgerClient Judger => _services.GetRequiredService<IJudgerClient>();

    public static TestClient Of(Uri endpoint, Action<JudgerClientOptions>? configure = null, HttpMessageHandler? handler = null)
    {
        var services = new ServiceCollection();
        var http = services.AddJudgerClient(options =>
        {
            options.Endpoint = endpoint;
            configure?.Invoke(options);
        });
        if (handler is not null) http.ConfigurePrimaryHttpMessageHandler(() => handler);
        return new(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
