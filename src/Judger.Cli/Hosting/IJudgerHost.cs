using Judger.Client;

namespace Judger.Cli.Hosting;

/// <summary>Who answers a command's questions: this process, or a cluster.</summary>
internal interface IJudgerHost : IAsyncDisposable
{
    IJudgerClient Client { get; }
}
