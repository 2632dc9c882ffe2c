using Judger.Training.Tests.Support;
using TorchSharp;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(SingleThreadedTorch))]

namespace Judger.Training.Tests.Support;

/// <summary>Sums come out the same only when one thread makes them, here as in a training run.</summary>
public sealed class SingleThreadedTorch
{
    public SingleThreadedTorch() => torch.set_num_threads(1);
}
