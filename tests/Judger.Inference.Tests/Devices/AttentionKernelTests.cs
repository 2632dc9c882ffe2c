using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests.Devices;

public sealed class AttentionKernelTests : IDisposable
{
    // Long enough for the tiled kernel to divide them among idle threads.
    private const int Past = 600;

    // Two tiles and a row with heads of 128, four and 44 with heads of 64.
    private const int Prompt = 300;

    private readonly ExportedModel _model = new(new SyntheticGeometry { Hidden = 128, Heads = 2, KeyValueHeads = 2, HeadSize = 64, Context = 1024 });

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void A_step_gives_the_same_bits_alone_and_in_a_batch_on_more_threads_than_heads(int threads)
    {
        var alone = Step(threads, lanes: 1);
        Assert.Equal(alone, Step(threads, lanes: 3));
        Assert.Equal(alone, Step(threads, lanes: 8));
    }

    [Theory]
    [InlineData(16, 1)]
    [InlineData(64, 1)]
    [InlineData(64, 2)]
    [InlineData(128, 1)]
    public void A_prompt_gives_the_same_bits_wherever_it_is_cut(int headSize, int threads)
    {
        using var model = new ExportedModel(new SyntheticGeometry { Hidden = 128, Heads = 2, KeyValueHeads = 2, HeadSize = headSize, Context = 1024 });
        using var parts = ModelParts.Load(
            ModelFolder.Open(model.Location), new EngineOptions { Workers = 1, IntraOpThreads = threads, Lanes = 1, PrefillChunk = Prompt });
        var whole = Prefill(parts, cut: 0);
        for (var cut = 2; cut <= Prompt - 2; cut++) Assert.True(whole.AsSpan().SequenceEqual(Prefill(parts, cut)), $"Cut at {cut}, it gives other logits.");
    }

    public void Dispose() => _model.Dispose();

    /// <summary>The logits of a prompt that is computed in two steps, or in one.</summary>
    private static float[] Prefill(ModelParts parts, int cut)
    {
        var (decoder, width) = (parts.Decoder, parts.Manifest.Decoder.InputWidth);
        foreach (var (from, to) in new[] { (0, cut), (cut, Prompt) }.Where(part => part.Item2 > part.Item1))
        {
            var input = decoder.PrefillInput(0, to - from);
            for (var i = from; i < to; i++) parts.Embeddings.Read(3 + (7 * i % 200), input.Slice((i - from) * width, width));
            decoder.Prefill(0, from, to - from);
        }

        return decoder.Logits(0).ToArray();
    }

    /// <summary>The logits of the first lane, whose step follows so many positions.</summary>
    private float[] Step(int threads, int lanes)
    {
        using var parts = ModelParts.Load(
            ModelFolder.Open(_model.Location), new EngineOptions { Workers = 1, IntraOpThreads = threads, Lanes = 8, PrefillChunk = Past });
        var (decoder, width) = (parts.Decoder, parts.Manifest.Decoder.InputWidth);
        for (var lane = 0; lane < lanes; lane++)
        {
            var input = decoder.PrefillInput(lane, Past);
            for (var i = 0; i < Past; i++) parts.Embeddings.Read(3 + (((7 * i) + lane) % 200), input.Slice(i * width, width));
            decoder.Prefill(lane, 0, Past);
        }

        for (var lane = 0; lane < lanes; lane++) parts.Embeddings.Read(5 + lane, decoder.StepInput(lane, Past));
        decoder.Step(0, lanes);
        return decoder.Logits(0).ToArray();
    }
}
