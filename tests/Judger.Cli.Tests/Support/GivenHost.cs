using Judger.Cli.Hosting;
using Judger.Client;

namespace Judger.Cli.Tests.Support;

/// <summary>A host that is there already.</summary>
internal sealed class GivenHost(IJudgerClient client) : IJudgerHost
{
    public IJudgerClient Client => client;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
