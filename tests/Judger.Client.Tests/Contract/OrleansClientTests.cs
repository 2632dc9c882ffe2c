using Judger.Server.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Client.Tests.Contract;

/// <summary>The client over Orleans.</summary>
public sealed class OrleansClientTests : ClientContract
{
    private protected override Task<IJudgerClient> ConnectAsync(HttpSilo silo) => Task.FromResult(silo.Services.GetRequiredService<IJudgerClient>());
}
