using Google.Protobuf;
using Judger.Export.Blocks;
using Judger.Export.Families.Gemma3;
using Judger.Export.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Export.Tests.Families;

/// <summary>Which positions see which, in global and in local layers of Gemma 3.</summary>
public sealed class SightMasksTests
{
    private const int Positions = 9, Window = 3, Past = 1;

    // An image of five tokens, longer than the window, behind two of text; another one of two.
    private static readonly int[] Ends = [-1, -1, 6, 6, 6, 6, 6, 8, 8];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_is_seen_forwards_without_a_limit_and_backwards_within_the_window_of_a_local_layer(bool isLocal)
    {
        var mask = Mask(isLocal);
        for (var query = Past; query < Positions; query++)
        {
            for (var key = 0; key < Positions; key++)
            {
                var isSeen = (key <= query || key <= Ends[query]) && (!isLocal || query - key < Window);
                Assert.Equal(isSeen ? 0 : -1e30f, mask[((query - Past) * Positions) + key]);
            }
        }
    }

    // The first position is computed already.
    private static float[] Mask(bool isLocal)
    {
        var graph = new GraphBuilder("masks.onnx", new("masks.onnx.data", null));
        graph.Input("total_sequence_length", ElementType.Int32, 1);
        graph.Input("positions", ElementType.Int32, "batch", "sequence");
        graph.Input("image_ends", ElementType.Int32, "batch", "sequence");
        var masks = new SightMasks(graph, Text, Window);
        graph.Name(isLocal ? masks.Local : masks.Global, "mask");
        graph.Output("mask", ElementType.Float32, "batch", 1, "sequence", "total");
        using var session = new InferenceSession(graph.Model().ToByteArray());
        using var run = new RunOptions();
        using var total = OrtValue.CreateTensorValueFromMemory(new[] { Positions }, [1]);
        using var positions = OrtValue.CreateTensorValueFromMemory(Enumerable.Range(Past, Positions - Past).ToArray(), [1, Positions - Past]);
        using var ends = OrtValue.CreateTensorValueFromMemory(Ends[Past..], [1, Positions - Past]);
        using var outputs = session.Run(run, ["total_sequence_length", "positions", "image_ends"], [total, positions, ends], ["mask"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static TextConfig Text => new()
    {
        Hidden = 16,
        Intermediate = 16,
        Layers = 1,
        Heads = 1,
        KeyValueHeads = 1,
        HeadSize = 16,
        Vocabulary = 16,
        Context = 32,
        NormEpsilon = 1e-6,
        RopeTheta = 10000,
        TiedEmbeddings = true,
        BeginOfSequence = null,
        EndOfSequence = 1,
    };
}
