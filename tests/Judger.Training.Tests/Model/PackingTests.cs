using Judger.Training.Model;
using Judger.Training.Tests.Support;
using TorchSharp;

namespace Judger.Training.Tests.Model;

public sealed class PackingTests : IDisposable
{
    private const int PrefixLength = 9;
    private const int Length = 6;
    private static readonly long[][] Segments = [[270, 301, 12, 33, 290, 41], [300, 280, 0, 0, 0, 0], [260, 271, 282, 293, 264, 275]];
    private static readonly int[] Lengths = [6, 2, 6];

    private readonly LlavaModel _model = SmallModel.Create();
    private readonly torch.Tensor _prefix = torch.randn([1, PrefixLength, SmallModel.Geometry.Hidden], generator: new torch.Generator(5));

    [Fact]
    public void A_packed_segment_has_the_logits_that_it_has_alone()
    {
        var packed = Run(Segments).Logits;
        for (var s = 0; s < Segments.Length; s++)
        {
            var alone = Run(Segments[s][..Lengths[s]]).Logits;
            for (var i = 0; i < Lengths[s]; i++)
            {
                var difference = alone[i].Zip(packed[(s * Length) + i], (a, b) => Math.Abs(a - b)).Max();
                Assert.True(difference <= 1e-4, $"segment {s}, position {i}: {difference}");
            }
        }
    }

    [Fact]
    public void A_segment_does_not_see_its_neighbours()
    {
        long[][] exchanged = [[288, 299, 262, 273, 284, 295], Segments[1], [21, 22, 23, 24, 25, 26]];
        var (before, after) = (Run(Segments).Logits, Run(exchanged).Logits);
        for (var i = Length; i < 2 * Length; i++) Assert.Equal(before[i], after[i]);
        Assert.NotEqual(before[0], after[0]);
    }

    [Fact]
    public void Attention_goes_to_the_prefix_and_to_the_segment_up_to_the_token_itself()
    {
        var rows = Run(Segments).Attention;
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(1, rows[i].Sum(), 1e-5);
            for (var key = 0; key < rows[i].Length; key++)
            {
                var packed = key - PrefixLength;
                var isSeen = packed < 0 || (packed / Length == i / Length && packed <= i);
                Assert.True(isSeen == rows[i][key] > 0, $"row {i}, key {key}: {rows[i][key]}");
            }
        }
    }

    public void Dispose()
    {
        _prefix.Dispose();
        _model.Dispose();
    }

    private (float[][] Logits, float[][] Attention) Run(params long[][] segments)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _model.Parameters.BeginStep();
        var tokens = torch.tensor(segments.SelectMany(segment => segment).ToArray(), [1, segments.Length, segments[0].Length]);
        var (hidden, attention) = _model.Language.Run(_prefix, tokens);
        return (Rows(_model.Language.Head(hidden[0])), Rows(attention[0].mean([0])));
    }

    private static float[][] Rows(torch.Tensor matrix) => [.. matrix.contiguous().data<float>().ToArray().Chunk((int)matrix.shape[1])];
}
