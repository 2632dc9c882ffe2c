namespace Judger.Testing.Routing;

/// <summary>What is compared.</summary>
internal enum StrategyKind
{
    /// <summary>Rendezvous hashing with bounded load: the product's.</summary>
    Ours,

    /// <summary>The same, where the bound travels with a question and the first slot may decline it once.</summary>
    OursDeclining,

    /// <summary>Rendezvous hashing without a bound.</summary>
    Rendezvous,
    LeastLoaded,
    RoundRobin,
    RandomByQuestion,
    RandomByStage,

    /// <summary>The least loaded device, when every device has what any has computed: what no routing can surpass.</summary>
    PerfectCache,
}
