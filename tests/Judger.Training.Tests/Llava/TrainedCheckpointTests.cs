using System.Text;
using Judger.Core.Attention;
using Judger.Core.Cropping;
using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Pipeline;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Training.Checkpoints;
using Judger.Training.Data.Llava;
using Judger.Training.Model;
using Judger.Training.Runs.Llava;
using Judger.Training.Tests.Support;
using TorchSharp;

namespace Judger.Training.Tests.Llava;

public sealed class TrainedCheckpointTests : IDisposable
{
    private static readonly LlavaRow Judged = new(new("data.json", 1), 1, "1.png", LlavaFolder.Question, "5", LlavaFolder.Judgment, "3");
    private readonly LlavaFolder _folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task What_was_trained_exports_and_answers_in_the_engine_as_in_the_trainer(int rank)
    {
        LlavaFolder.Train(_folder.Options("run", Stage.Correction) with { Rank = rank });
        ModelExporter.Export(
            new ExportOptions { Checkpoint = _folder.At("run/checkpoint"), Output = _folder.At("model") },
            cancellationToken: TestContext.Current.CancellationToken);
        await using var engine = OnnxEngine.Load(_folder.At("model"), new EngineOptions { Workers = 1, IntraOpThreads = 1 });
        using var source = LlavaSource.Open(new() { Checkpoint = _folder.At("run/checkpoint"), Output = "" });
        using var parameters = TrainedParts.Create(source.Geometry, _folder.Options("", Stage.Perception));
        source.Load(parameters);
        using var model = new LlavaModel(source.Geometry, parameters);
        var images = new RowImages(_folder.Images, source.Image);
        using var features = new ViewFeatures(images, 1 << 20);

        // What serving finds and answers.
        var pixels = images.Read(Judged);
        var whole = new ImageInput("1", pixels, PixelBox.Whole(pixels.Size));
        float[][] rows = [await RowAsync(Judged.Question), await RowAsync(PromptProfile.GeneralQuestion)];
        var map = RelativeAttention.Divide(rows[0], rows[1], source.Geometry.GridSide, source.Geometry.GridSide);
        var box = CropBoxFinder.Find(map, pixels.Size, engine.Manifest.CropWindow, CropMode.Aligned, engine.Manifest.Image.Frame(pixels.Size)).Box;
        float[][] served =
        [
            await LogitsAsync(source.Prompts.Refined.Fill(Judged.Question)),
            await LogitsAsync(source.Prompts.Correction.Fill(Judged.Question, "3", LlavaFolder.Judgment)),
        ];

        // What the trainer does, apart: its scope and its want of gradients are the thread's, and no thread may keep them over a wait.
        var (found, trained) = Train();
        Assert.Equal(box, found);
        foreach (var (expected, actual) in trained.Zip(served)) Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-3);

        (PixelBox Box, float[][] Logits) Train()
        {
            using var scope = torch.NewDisposeScope();
            using var noGrad = torch.no_grad();
            parameters.BeginStep();
            var found = new CropFinder(model, source, images, features).Find(Judged);
            var batch = PackedBatch.Group([new SampleWriter(source, Stage.Correction, LossKind.Cut).Write(Judged, found)]).Single();
            var vocabulary = ParameterStore.Read(SamplePass.Run(model, batch, features).Logits.reshape(-1)).Chunk(source.Geometry.Vocabulary).ToArray();
            return (found, [.. new[] { 0, 1 }.Select(part => vocabulary[batch.Answers.FindIndex(answer => answer.Part == part)])]);
        }

        async Task<float[]> LogitsAsync(Prompt prompt) => (await engine.GenerateAsync(
            new() { Prompt = prompt, Images = [whole, whole with { Region = box }], MaxNewTokens = 1, CaptureLogits = true },
            TestContext.Current.CancellationToken)).Logits[0];

        async Task<float[]> RowAsync(string question) => (await engine.GenerateAsync(
            new() { Prompt = source.Prompts.Attention.Fill(question), Images = [whole], MaxNewTokens = 0, CaptureAttention = true },
            TestContext.Current.CancellationToken)).AttentionRow!;
    }

    [Fact]
    public void Merged_adapters_compute_what_they_compute_beside_the_weights()
    {
        using var source = _folder.Open();
        using var beside = new ParameterStore(
            new ParameterLayout(source.Geometry, 2, rank: 3), torch.ScalarType.Float32, unit => unit.Group == ParameterGroup.Adapter, adapterScale: 2);
        using var merged = new ParameterStore(new ParameterLayout(source.Geometry, 2), torch.ScalarType.Float32);
        var random = new Random(5);
        for (var i = 0; i < beside.Layout.Units.Count; i++)
        {
            var unit = beside.Layout.Units[i];
            if (unit.Group == ParameterGroup.Adapter)
                beside.Write(i, [.. Enumerable.Range(0, (int)unit.Size).Select(_ => 0.5f * (random.NextSingle() - 0.5f))]);
        }

        var bare = Logits(merged);
        for (var i = 0; i < merged.Layout.Units.Count; i++) merged.Write(i, beside.Read(i));
        var (expected, actual) = (Logits(beside), Logits(merged));
        Assert.InRange(Difference(expected, actual), 0, 1e-4);
        Assert.True(Difference(bare, actual) > 0.01);

        float[] Logits(ParameterStore parameters)
        {
            using var scope = torch.NewDisposeScope();
            var model = new LlavaModel(source.Geometry, parameters);
            using var features = new ViewFeatures(new RowImages(_folder.Images, source.Image), 0);
            parameters.BeginStep();
            var sample = new SampleWriter(source, Stage.Perception, LossKind.Plain).Write(Judged, new PixelBox(0, 0, 96, 96));
            return ParameterStore.Read(SamplePass.Run(model, PackedBatch.Group([sample]).Single(), features).Logits.reshape(-1));
        }

        static double Difference(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
    }

    [Fact]
    public void Fresh_adapters_change_nothing()
    {
        using var with = new ParameterStore(new ParameterLayout(LlavaFolder.Geometry, 2, 4), torch.ScalarType.Float32);
        using var without = new ParameterStore(new ParameterLayout(LlavaFolder.Geometry, 2), torch.ScalarType.Float32);
        for (var i = 0; i < without.Layout.Units.Count; i++) Assert.Equal(without.Read(i), with.Read(i));
    }

    [Fact]
    public void Other_files_and_untrained_tensors_stay_byte_for_byte()
    {
        File.WriteAllText(Path.Combine(_folder.Checkpoint, "generation_config.json"), "{}");
        var after = LlavaFolder.Train(_folder.Options("run", Stage.Alignment));
        foreach (var file in new[] { "config.json", "preprocessor_config.json", "tokenizer.model", "generation_config.json" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.Checkpoint, file)), File.ReadAllBytes(_folder.At("run/checkpoint/" + file)));
        const string untouched = "vision_tower.vision_model.post_layernorm.weight";
        Assert.Equal(LlavaFolder.Tensors(_folder.Checkpoint)[untouched], after[untouched]);
        Assert.False(Directory.Exists(_folder.At("run/checkpoint.partial")));
    }

    [Fact]
    public void Names_and_number_types_of_the_source_are_kept()
    {
        // The naming of original LLaVA checkpoints, in bfloat16.
        var weights = Path.Combine(_folder.Checkpoint, "model.safetensors");
        var written = LlavaFolder.Tensors(_folder.Checkpoint).ToDictionary(tensor => OriginalName(tensor.Key), tensor => tensor.Value);
        using (var source = _folder.Open())
        {
            var shapes = new ParameterLayout(source.Geometry, 1).Units
                .SelectMany(unit => unit.Tensors.Select(name => (Name: OriginalName(name), unit.TensorShape)))
                .ToDictionary(unit => unit.Name, unit => unit.TensorShape);
            SafetensorsFile.Write(weights, [.. written.Select(tensor => new SafetensorsPart(
                tensor.Key,
                WeightType.BFloat16,
                shapes.GetValueOrDefault(tensor.Key, [tensor.Value.LongLength]),
                output => output.Write(Upper(tensor.Value))))]);
        }

        var before = LlavaFolder.Tensors(_folder.Checkpoint);
        var after = LlavaFolder.Train(_folder.Options("run", Stage.Alignment));
        Assert.Equal(before.Keys, after.Keys);
        Assert.Equal(after.Count, Count(File.ReadAllText(_folder.At("run/checkpoint/model.safetensors"), Encoding.Latin1), "\"dtype\":\"BF16\""));
        Assert.Equal(before["model.layers.0.mlp.up_proj.weight"], after["model.layers.0.mlp.up_proj.weight"]);
        Assert.NotEqual(before["model.mm_projector.2.weight"], after["model.mm_projector.2.weight"]);

        static string OriginalName(string name) => name
            .Replace("vision_tower.", "model.vision_tower.vision_tower.", StringComparison.Ordinal)
            .Replace("multi_modal_projector.linear_1", "model.mm_projector.0", StringComparison.Ordinal)
            .Replace("multi_modal_projector.linear_2", "model.mm_projector.2", StringComparison.Ordinal)
            .Replace("language_model.", "", StringComparison.Ordinal);

        static int Count(string text, string part) => text.Split(part).Length - 1;

        static byte[] Upper(float[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))];
    }

    public void Dispose() => _folder.Dispose();
}
