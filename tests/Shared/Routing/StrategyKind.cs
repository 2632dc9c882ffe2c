namespace Judger.Testing.Routing;

/// <summary>What is compared.</summary>
internal enum StrategyKind
{
    /// <summary>
    /// The product's: rendezvous hashing with bounded load, where the bound travels with a question and the first slot may decline it once, and nodes ask for
    /// loads.
    /// </summary>
    Ours,

    /// <summary>The same, where nodes know of other nodes' work only what answers tell.</summary>
    WithoutExchange,

    /// <summary>The same again, and no slot declines.</summary>
    WithoutDeclining,

    /// <summary>Rendezvous hashing without a bound.</summary>
    Rendezvous,
    LeastLoaded,
    RoundRobin,
    RandomByQuestion,
    RandomByStage,

    /// <summary>The least loaded device, when every device has what any has computed: what no routing can surpass.</summary>
    PerfectCache,
}
