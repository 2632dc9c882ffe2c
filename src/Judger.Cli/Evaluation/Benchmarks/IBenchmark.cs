using Judger.Cli.Commands;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>A public benchmark: how its official files are read, and how it is scored.</summary>
internal interface IBenchmark
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>What it is, and which files it takes.</summary>
    string Description { get; }

    /// <summary>The official metric.</summary>
    IAnswerMetric Metric { get; }

    /// <summary>True when the data is a folder that has the images too.</summary>
    bool IsFolder => false;

    /// <summary>True when questions name where their answers are in the image.</summary>
    bool HasBoxes => false;

    /// <summary>Reads the questions, one after the other, as they are wanted.</summary>
    /// <exception cref="CliException">A file is missing or not what it should be; the message names file, line and remedy.</exception>
    IEnumerable<BenchmarkQuestion> Read(BenchmarkSource source);
}
