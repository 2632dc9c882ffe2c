using System.Collections.Concurrent;

namespace Judger.Experts.OpenAI;

/// <summary>
/// What was learned of an expert's server: parameters that it refuses, and the address under which it answers. Kept for one expert as long as the process
/// runs, so that no request is refused twice for the same reason. Thread-safe.
/// </summary>
public sealed class ServerDialect
{
    private readonly ConcurrentDictionary<ChatParameter, byte> _refused = new();
    private Uri? _endpoint;

    /// <summary>The address that answers instead of the configured one; null for the configured one.</summary>
    internal Uri? Endpoint => Volatile.Read(ref _endpoint);

    internal bool Refuses(ChatParameter parameter) => _refused.ContainsKey(parameter);

    /// <returns>True the first time.</returns>
    internal bool Learn(ChatParameter refused) => _refused.TryAdd(refused, 0);

    /// <returns>True the first time.</returns>
    internal bool Learn(Uri endpoint) => Interlocked.CompareExchange(ref _endpoint, endpoint, null) is null;
}
