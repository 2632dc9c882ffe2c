using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Judger.Training.Model;
using Judger.Training.Tests.Parity;
using Judger.Training.Tests.Support;
using TorchSharp;

namespace Judger.Training.Tests.Model;

/// <summary>Where values lie in memory does not show in what is computed from them.</summary>
public sealed class FloatsTests
{
    // What the runtime allocates between two tensors shifts where a managed array would start.
    private readonly List<byte[]> _between = [];
    private readonly Random _random = new(1);

    [Fact]
    public void Values_start_at_a_multiple_of_64_bytes()
    {
        for (var size = 1; size < 60_000; size = (size * 5 / 3) + 1)
        {
            Shift();
            using var tensor = Floats.Of([.. Enumerable.Range(0, size).Select(i => (float)i)], size, 1);
            Assert.Equal(0, Address(tensor) % 64);
            Assert.Equal([size, 1], tensor.shape);
            Assert.Equal(size - 1f, tensor[^1, 0].item<float>());
        }
    }

    [Fact]
    public void Two_models_of_the_same_values_compute_the_same_bits()
    {
        var question = ParityQuestion.Draw(1)[0];
        float[]? first = null;
        for (var i = 0; i < 24; i++)
        {
            Shift();
            using var model = SmallModel.Create();
            SmallModel.Disturb(model, 7);
            var logits = new TrainerPass(model, SmallModel.Tokenizer).Run(question, []).Logits[0];
            Assert.Equal(first ??= logits, logits);
        }
    }

    private static long Address(torch.Tensor tensor) =>
        Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(tensor.bytes));

    private void Shift()
    {
        for (var i = _random.Next(8); i >= 0; i--) _between.Add(new byte[_random.Next(1, 200_000)]);
    }
}
