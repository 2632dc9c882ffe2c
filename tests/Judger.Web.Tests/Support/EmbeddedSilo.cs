[assembly: AssemblyFixture(typeof(Judger.Web.Tests.Support.EmbeddedSilo))]

namespace Judger.Web.Tests.Support;

/// <summary>One silo with the embedded model, for the tests that want nothing special of it.</summary>
public sealed class EmbeddedSilo : IAsyncLifetime
{
    public WebSilo Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await WebSilo.StartAsync();

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}
