using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

/// <summary>A decoder in two graphs, one for prompts and one for answers.</summary>
public sealed class SplitDecoderTests : IDisposable
{
    private const int Prompt = 40;

    // Activations are rounded to 8 bits in one scale a row here and in one a block there.
    private const double Rounding = 0.05;

    private readonly TemporaryFolder _folder = new();

    public SplitDecoderTests() => SyntheticCheckpoint.Write(new()
    {
        Output = _folder.PathOf("checkpoint"),
        Geometry = new SyntheticGeometry { Hidden = 256, Intermediate = 384, Heads = 4, KeyValueHeads = 2 },
    });

    [Theory]
    [InlineData(ModelPrecision.Int8)]
    [InlineData(ModelPrecision.Int4)]
    public void Both_graphs_say_nearly_the_same_of_a_token(ModelPrecision precision)
    {
        using var parts = Load(precision, isSplit: true);
        var (asPrompt, asAnswer) = (AsPrompt(parts), AsAnswer(parts));
        Assert.NotEqual(asPrompt, asAnswer);
        Assert.InRange(Distance(asPrompt, asAnswer), 0, Rounding);
    }

    [Fact]
    public void The_graph_for_prompts_has_the_weights_that_4_bits_stand_for()
    {
        using var split = Load(ModelPrecision.Int4, isSplit: true);
        using var four = Load(ModelPrecision.Int4, isSplit: false);
        using var eight = Load(ModelPrecision.Int8, isSplit: false);
        var prompts = AsPrompt(split);
        Assert.InRange(Distance(AsPrompt(four), prompts), 0, Rounding);
        Assert.True(Distance(AsPrompt(eight), prompts) > 2 * Rounding, "Four bits lose nothing.");
    }

    [Fact]
    public void An_int8_decoders_graph_for_prompts_is_that_of_one_graph_for_all()
    {
        var split = Export(ModelPrecision.Int8, isSplit: true).Files;
        var whole = Export(ModelPrecision.Int8, isSplit: false).Files;
        Assert.Equal(
            whole[ModelFileNames.WeightsOf(ModelFileNames.Decoder)].Sha256, split[ModelFileNames.WeightsOf(ModelFileNames.Prompts)].Sha256);
        Assert.DoesNotContain(ModelFileNames.Prompts, whole.Keys);
    }

    [Theory]
    [InlineData(ModelPrecision.Float32, false)]
    [InlineData(ModelPrecision.Int8, false)]
    [InlineData(ModelPrecision.Int4, false)]
    [InlineData(ModelPrecision.Int8, true)]
    [InlineData(ModelPrecision.Int4, true)]
    public void A_draft_changes_no_bit_of_the_prompt_and_is_verified_by_the_weights_that_would_choose_its_tokens(ModelPrecision precision, bool isSplit)
    {
        const int Drafted = 3;
        using var parts = Load(precision, isSplit);
        Prefill(parts, Prompt);
        var first = parts.Decoder.Logits(0).ToArray();
        var second = AsAnswer(parts);
        Embed(parts, Prompt + Drafted);
        using var verified = parts.Decoder.Verify(0, 0, Prompt + Drafted, Drafted);
        Assert.Equal(first, verified[0].ToArray());
        Assert.InRange(Distance(second, verified[1].ToArray()), 0, 1e-3);
        if (isSplit) Assert.InRange(Distance(AsPrompt(parts), second), 1e-2, Rounding);
    }

    [Theory]
    [InlineData(ModelPrecision.Float32)]
    [InlineData(ModelPrecision.Float16)]
    public void Other_precisions_are_not_split(ModelPrecision precision)
    {
        var error = Assert.Throws<ExportOptionException>(() => Export(precision, isSplit: true));
        Assert.Contains("--split-decoder", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Location(precision, isSplit: true)));
    }

    public void Dispose() => _folder.Dispose();

    private string Location(ModelPrecision precision, bool isSplit) => _folder.PathOf($"{precision}-{isSplit}");

    private ModelManifest Export(ModelPrecision precision, bool isSplit) => ModelExporter.Export(
        new() { Checkpoint = _folder.PathOf("checkpoint"), Output = Location(precision, isSplit), Precision = precision, SplitDecoder = isSplit },
        cancellationToken: TestContext.Current.CancellationToken);

    private ModelParts Load(ModelPrecision precision, bool isSplit)
    {
        Export(precision, isSplit);
        return ModelParts.Load(ModelFolder.Open(Location(precision, isSplit)), new EngineOptions { Workers = 1, IntraOpThreads = 1, Lanes = 1 });
    }

    /// <summary>The logits behind a prompt and a token, all in one prefill.</summary>
    private static float[] AsPrompt(ModelParts parts)
    {
        Prefill(parts, Prompt + 1);
        return parts.Decoder.Logits(0).ToArray();
    }

    /// <summary>The logits behind a prompt and a decode step.</summary>
    private static float[] AsAnswer(ModelParts parts)
    {
        Prefill(parts, Prompt);
        parts.Embeddings.Read(Token(Prompt), parts.Decoder.StepInput(0, Prompt));
        parts.Decoder.Step(0, 1);
        return parts.Decoder.Logits(0).ToArray();
    }

    private static void Prefill(ModelParts parts, int count)
    {
        Embed(parts, count);
        parts.Decoder.Prefill(0, 0, count);
    }

    private static void Embed(ModelParts parts, int count)
    {
        var width = parts.Manifest.Decoder.InputWidth;
        var input = parts.Decoder.PrefillInput(0, count);
        for (var i = 0; i < count; i++) parts.Embeddings.Read(Token(i), input.Slice(i * width, width));
    }

    private static int Token(int position) => 3 + (7 * position % 200);

    /// <summary>How far apart logits are, as a part of their own spread.</summary>
    private static double Distance(float[] one, float[] other)
    {
        var mean = one.Average();
        return Math.Sqrt(one.Zip(other, (a, b) => (double)(a - b) * (a - b)).Sum() / one.Sum(a => (double)(a - mean) * (a - mean)));
    }
}
