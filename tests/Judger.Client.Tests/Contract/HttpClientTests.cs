using Judger.Client.Tests.Support;
using Judger.Server.Tests.Http;

namespace Judger.Client.Tests.Contract;

/// <summary>The client over HTTP.</summary>
public sealed class HttpClientTests : ClientContract, IAsyncDisposable
{
    private TestClient? _client;

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
    }

    private protected override Task<IJudgerClient> ConnectAsync(HttpSilo silo)
    {
        _client = TestClient.Of(silo.Address);
        return Task.FromResult(_client.Judger);
    }
}
