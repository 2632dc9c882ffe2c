namespace Judger.Benchmarks.Harness;

/// <summary>Something that the engine promises, and how it is measured.</summary>
internal interface IBenchmark
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>What is compared with what, in one line.</summary>
    string Description { get; }

    Task<IReadOnlyList<Measurement>> RunAsync(Bench bench);
}
