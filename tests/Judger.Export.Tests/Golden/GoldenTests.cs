using System.Globalization;
using System.Text.Json;
using Judger.Core.Prompts;
using Judger.Export.Probing;
using Judger.Export.Tests.Fixtures;
using Judger.Imaging.Decoders;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Golden;

/// <summary>
/// Exported families compute what Hugging Face's transformers computed from the same checkpoints. The limits are those of the vectors' README: wide enough for
/// any order of summation, too narrow for another epsilon or GELU.
/// </summary>
public sealed class GoldenTests(ITestOutputHelper output)
{
    private const double Pixels = 2e-6;
    private const double Features = 5e-5;
    private const double Logits = 4e-4;
    private const double Rows = 5e-6;

    private static readonly string[] Families =
        ["llava", "llava_next_vicuna", "llava_next_mistral", "llava_onevision", "qwen2_5_vl", "qwen3_vl", "smolvlm", "internvl", "gemma3"];

    // The same weights as internvl's, in the names and the configuration of the original repositories.
    private const string Original = "internvl_original";

    public static TheoryData<string, int> Cases =>
    [
        .. Families.Append(Original).SelectMany(
            family => Enumerable.Range(1, GoldenFolder.Cases).Select(number => new TheoryDataRow<string, int>(family, number))),
    ];

    public static TheoryData<string> Names => [.. Families];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_probe_computes_what_transformers_computed(string family, int number)
    {
        var file = GoldenFolder.Require($"{(family == Original ? "internvl" : family)}/cases/{number:D2}.json");
        using var folder = new TemporaryFolder();
        await ModelProbe.RunAsync(GoldenFolder.Model(family), file, folder.PathOf("out.safetensors"), Token);
        var (expected, actual) = (new Vectors(Path.ChangeExtension(file, "safetensors")), new Vectors(folder.PathOf("out.safetensors")));

        Assert.Equal(expected.Integers("input_ids"), actual.Integers("input_ids"));
        var (tiles, ours) = (expected.Tiles(), actual.Floats("pixel_values"));
        Assert.Equal(tiles.Sum(tile => tile.Length), ours.Length);
        var pixels = Difference([.. tiles.SelectMany(tile => tile)], ours);
        var features = Difference(expected.Floats("image_features"), actual.Floats("image_features"));
        foreach (var name in new[] { "image_grid_thw", "position_ids" }.Where(expected.Has)) Assert.Equal(expected.Integers(name), actual.Integers(name));
        for (var layer = 0; expected.Has($"deepstack_features.{layer}"); layer++)
        {
            var name = $"deepstack_features.{layer}";
            features = Math.Max(features, Difference(expected.Floats(name), actual.Floats(name)));
        }

        var logits = Difference(expected.Floats("logits"), actual.Floats("logits"));
        var layers = Layers(file);
        var rows = layers.Max(layer => Difference(expected.Floats($"attention.{layer}"), actual.Floats($"attention.{layer}")));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{family} {number}: pixels {pixels:G2}, features {features:G2}, logits {logits:G2}, rows {rows:G2}"));
        Assert.InRange(pixels, 0, Pixels);
        Assert.InRange(features, 0, Features);
        Assert.InRange(logits, 0, Logits);
        Assert.InRange(rows, 0, Rows);
        Assert.Equal(expected.Integers("greedy_ids"), actual.Integers("greedy_ids"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_engines_own_row_and_answer_are_transformers(string family)
    {
        var file = GoldenFolder.Require($"{family}/cases/01.json");
        var expected = new Vectors(Path.ChangeExtension(file, "safetensors"));
        await using var engine = OnnxEngine.Load(GoldenFolder.Model(family), new() { IntraOpThreads = 1 });
        var probe = ProbeCase.Read(file);
        var pixels = ImageDecoder.Decode(await File.ReadAllBytesAsync(Path.Combine(probe.Folder, probe.Images[0]), Token));
        var generation = await engine.GenerateAsync(
            new()
            {
                Prompt = ProbePrompt.Read(probe, Inference.Tokenization.TokenizerKinds.Load(ModelFolder.Open(GoldenFolder.Model(family))), engine.Manifest),
                Images = [new("image", pixels, PixelBox.Whole(pixels.Size))],
                MaxNewTokens = probe.MaxNewTokens,
                CaptureAttention = true,
            },
            Token);
        var layout = engine.Manifest.Layout(pixels.Size, 1);
        Assert.InRange(Difference(expected.Floats("attention.1"), layout.Encoded(generation.AttentionRow)), 0, Rows);
        Assert.Equal(GoldenCase.Text(file), generation.Text);
    }

    [Theory]
    [InlineData("qwen2_5_vl")]
    [InlineData("qwen3_vl")]
    [InlineData("gemma3")]
    public async Task A_prefix_that_is_continued_with_another_text_gives_what_the_whole_prompt_gives(string family)
    {
        // An image of a Qwen-VL takes fewer places than positions, so what follows a prefix must not be placed by the cache's length. One of Gemma's is
        // kept as a whole.
        await using var engine = OnnxEngine.Load(GoldenFolder.Model(family), new() { IntraOpThreads = 1, Lanes = 1 });
        foreach (var number in new[] { 1, 3, 1, 8, 1, 6, 3 })
        {
            var generation = await engine.GenerateAsync(GoldenCase.Request(family, number, ModelPrecision.Float32), Token);
            var file = GoldenFolder.Require($"{family}/cases/{number:D2}.json");
            Assert.Equal(GoldenCase.Text(file), generation.Text);
            Assert.InRange(Difference(new Vectors(Path.ChangeExtension(file, "safetensors")).Floats("logits"), generation.Logits[0]), 0, Logits);
        }

        Assert.True((await engine.GenerateAsync(GoldenCase.Request(family, 1, ModelPrecision.Float32), Token)).Work.TokensReused > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_drafted_answer_is_the_answer_wherever_the_family_places_its_tokens(string family)
    {
        await using var engine = OnnxEngine.Load(GoldenFolder.Model(family), new() { IntraOpThreads = 1, Lanes = 1 });
        var accepted = 0;
        for (var number = 1; number <= GoldenFolder.Cases; number++)
        {
            var file = GoldenFolder.Require($"{family}/cases/{number:D2}.json");
            var request = GoldenCase.Request(family, number, ModelPrecision.Float32) with { CaptureAttention = false };
            var plain = await engine.GenerateAsync(request, Token);
            Assert.Equal(GoldenCase.Text(file), plain.Text);
            int[] ids = [.. plain.Tokens.Select(token => token.Id)];
            var middle = ids.Length / 2;
            foreach (var draft in new[] { ids, ids[..1], [.. ids[..middle], ids[middle] + 1, .. ids[(middle + 1)..]], [.. ids, .. ids] })
            {
                var drafted = await engine.GenerateAsync(request with { Draft = draft }, Token);
                Assert.Equal((plain.Text, plain.Stop), (drafted.Text, drafted.Stop));
                Assert.Equal(ids, drafted.Tokens.Select(token => token.Id));
                for (var i = 0; i < ids.Length; i++) Assert.InRange(Difference(plain.Logits[i], drafted.Logits[i]), 0, Logits);
                accepted += drafted.Work.TokensAccepted;
            }
        }

        Assert.True(accepted > 0, "No token of a draft was taken.");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(33)]
    public async Task An_image_that_is_seen_as_a_whole_is_never_computed_in_parts(int chunk)
    {
        // Sixteen tokens an image: each of these chunks would end within one.
        var file = GoldenFolder.Require("gemma3/cases/03.json");
        var expected = new Vectors(Path.ChangeExtension(file, "safetensors"));
        await using var engine = OnnxEngine.Load(GoldenFolder.Model("gemma3"), new() { IntraOpThreads = 1, PrefillChunk = chunk });
        var generation = await engine.GenerateAsync(GoldenCase.Request("gemma3", 3, ModelPrecision.Float32), Token);
        Assert.InRange(Difference(expected.Floats("logits"), generation.Logits[0]), 0, Logits);
        Assert.Equal(GoldenCase.Text(file), generation.Text);
    }

    [Theory]
    [InlineData("qwen2_5_vl", "qwen2.5-vl")]
    [InlineData("qwen3_vl", "qwen3-vl")]
    public void The_profile_writes_each_cases_messages_as_its_prompt(string family, string profile)
    {
        var template = PromptProfiles.ByName[profile].Baseline.Template;
        for (var number = 1; number <= GoldenFolder.Cases; number++)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Require($"{family}/cases/{number:D2}.json")));
            var (root, images) = (document.RootElement, 0);
            PromptTurn[] turns = [.. root.GetProperty("messages").EnumerateArray().Select(message => new PromptTurn(
                Enum.Parse<PromptRole>(message.GetProperty("role").GetString()!, ignoreCase: true),
                [.. message.GetProperty("content").EnumerateArray().Select(Part)]))];
            var written = string.Concat(template.Render(turns).Parts.Select(part => part switch
            {
                PromptPart.Image => root.GetProperty("placeholder").GetString(),
                PromptPart.Token token => token.Content,
                _ => ((PromptPart.Text)part).Value,
            }));
            Assert.Equal(root.GetProperty("prompt").GetString(), written);

            PromptPart Part(JsonElement part) => part.GetProperty("type").GetString() == "image"
                ? new PromptPart.Image(images++)
                : new PromptPart.Text(part.GetProperty("text").GetString()!);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_question_of_three_stages_encodes_image_and_crop_once_and_prefills_each_prefix_once(string family)
    {
        var file = GoldenFolder.Require($"{family}/cases/01.json");
        var probe = ProbeCase.Read(file);
        var pixels = ImageDecoder.Decode(await File.ReadAllBytesAsync(Path.Combine(probe.Folder, probe.Images[0]), Token));
        await using var engine = OnnxEngine.Load(GoldenFolder.Model(family), new() { IntraOpThreads = 1 });
        var profile = engine.Manifest.Prompts;
        var whole = new ImageInput("image", pixels, PixelBox.Whole(pixels.Size));
        var crop = whole with { Region = new(20, 10, 150, 120) };

        var baseline = await Ask(profile.Baseline, "What is written here?", whole);
        var general = await Ask(profile.Attention, PromptProfile.GeneralQuestion, whole);
        var refined = await Ask(profile.Refined, "What is written here?", whole, crop);
        var corrected = await Ask(profile.Correction, "What is written here?", whole, crop);
        var second = await Ask(profile.Baseline, "Who is it?", whole);

        // LLaVA-OneVision shows an image beside another one as a square, which is another tensor than its tiles: once more, and once only.
        var isSquare = engine.Manifest.Image.Tiling is { OnlyAlone: true };
        Assert.Equal([1, 0, isSquare ? 2 : 1, 0, 0], new[] { baseline, general, refined, corrected, second }.Select(pass => pass.Work.ImagesEncoded));
        var image = engine.Manifest.Layout(pixels.Size, 1).Tokens;
        Assert.InRange(baseline.Work.TokensPrefilled, image, int.MaxValue);
        Assert.All([general, corrected, second], pass => Assert.InRange(pass.Work.TokensPrefilled, 1, 80));
        Assert.Equal(engine.Manifest.Layout(pixels.Size, 1).Tokens, baseline.AttentionRow!.Length);

        Task<Generation> Ask(PromptPass pass, string question, params ImageInput[] images) => engine.GenerateAsync(
            new() { Prompt = pass.Fill(question, "a bird", "It is wrong."), Images = images, MaxNewTokens = 2, CaptureAttention = true }, Token);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_same_question_gives_the_same_bits_in_any_company(string family)
    {
        foreach (var precision in new[] { ModelPrecision.Float32, ModelPrecision.Int8 })
        {
            GenerationRequest[] requests = [.. Enumerable.Range(1, GoldenFolder.Cases - 1).Select(number => GoldenCase.Request(family, number, precision))];
            var alone = new List<Generation>();
            foreach (var request in requests)
            {
                await using var one = OnnxEngine.Load(GoldenFolder.Model(family, precision), new() { IntraOpThreads = 1 });
                alone.Add(await one.GenerateAsync(request, Token));
            }

            await using var engine = OnnxEngine.Load(GoldenFolder.Model(family, precision), new() { IntraOpThreads = 1, Lanes = requests.Length, Workers = 2 });
            var together = await Task.WhenAll(requests.Reverse().Select(request => engine.GenerateAsync(request, Token)));
            foreach (var (expected, actual) in alone.Zip(together.Reverse()))
            {
                Assert.Equal(expected.Tokens.Select(token => token.Id), actual.Tokens.Select(token => token.Id));
                Assert.Equal(expected.AttentionRow, actual.AttentionRow);
                Assert.Equal(expected.Logits.SelectMany(logits => logits), actual.Logits.SelectMany(logits => logits));
            }
        }
    }

    private static int[] Layers(string file) => [.. ProbeCase.Read(file).Layers];

    private static double Difference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);

        // The largest of numbers passes over those that are none.
        return expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Select(off => double.IsNaN(off) ? double.PositiveInfinity : off).DefaultIfEmpty().Max();
    }
}
