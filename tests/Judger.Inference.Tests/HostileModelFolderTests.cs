using Judger.Export.Tests.Fixtures;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Tests.Shared;

namespace Judger.Inference.Tests;

/// <summary>Model folders that somebody made to do harm, or that a disk has damaged.</summary>
public sealed class HostileModelFolderTests(ModelFixture fixture) : IClassFixture<ModelFixture>, IDisposable
{
    private const int Bounded = 80;
    private const long MostMemory = 256 << 20;
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => [.. ModelFileNames.Required, ModelFileNames.Tokenizer, "decoder.onnx.data"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_manifest_is_refused_or_its_model_answers()
    {
        Copy();
        var path = _folder.PathOf(ModelFileNames.Manifest);
        var original = File.ReadAllBytes(path);
        var (refused, answered) = (0, 0);
        for (var number = 0; number < Mutations.Count(Bounded); number++)
        {
            File.WriteAllBytes(path, Mutations.Of(original, number));
            var before = GC.GetTotalAllocatedBytes();
            try
            {
                await using var engine = OnnxEngine.Load(_folder.Location, ModelFixture.Options with { Lanes = 1 });
                await engine.GenerateAsync(ModelFixture.Ask("what is red?", ModelFixture.Whole(1)), Token);
                answered++;
            }
            catch (Exception e) when (e is ModelFolderException or PromptTooLongException)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Mutation {number} of the manifest: {e}");
            }

            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostMemory);
        }

        Assert.True(refused > 0, $"None of the mutations was refused; {answered} models answered.");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_is_refused_by_name(string name)
    {
        Copy();
        var original = File.ReadAllBytes(_folder.PathOf(name));
        for (var number = 0; number < Mutations.Count(Bounded) / 8; number++)
        {
            var bytes = Mutations.Of(original, number);
            if (bytes.AsSpan().SequenceEqual(original)) continue;
            File.WriteAllBytes(_folder.PathOf(name), bytes);

            var error = Assert.Throws<ModelFolderException>(() => OnnxEngine.Load(_folder.Location, ModelFixture.Options));

            Assert.StartsWith(_folder.PathOf(name), error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ModelFileNames.Vision)]
    [InlineData(ModelFileNames.Decoder)]
    [InlineData(ModelFileNames.Tokenizer)]
    public async Task A_damaged_file_whose_digest_was_made_to_fit_fails_when_it_is_loaded_or_answers(string name)
    {
        Copy();
        var original = File.ReadAllBytes(_folder.PathOf(name));
        for (var number = 0; number < Mutations.Count(Bounded) / 4; number++)
        {
            File.WriteAllBytes(_folder.PathOf(name), Mutations.Of(original, number));
            var files = fixture.Manifest.Files.ToDictionary();
            files[name] = ModelFile.Measure(_folder.PathOf(name));
            ModelFolder.WriteManifest(_folder.Location, fixture.Manifest with { Files = files });
            try
            {
                await using var engine = OnnxEngine.Load(_folder.Location, ModelFixture.Options with { Lanes = 1 });
                await engine.GenerateAsync(ModelFixture.Ask("what is red?", ModelFixture.Whole(1)), Token);
            }
            catch (InferenceException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Theory]
    [MemberData(nameof(OddFiles.Kinds), MemberType = typeof(OddFiles))]
    public void Links_out_of_the_folder_pipes_and_devices_are_refused(string kind, string problem)
    {
        foreach (var name in new[] { ModelFileNames.Manifest, ModelFileNames.Decoder, ModelFileNames.Embeddings })
        {
            using var folder = new TemporaryFolder();
            var model = Directory.CreateDirectory(folder.PathOf("model")).FullName;
            Copy(model);
            OddFiles.Put(Path.Combine(model, name), kind);

            var error = Assert.Throws<ModelFolderException>(() => OnnxEngine.Load(model, ModelFixture.Options));

            Assert.StartsWith($"{Path.Combine(model, name)} {problem}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_manifest_as_large_as_a_disk_is_refused_before_memory_is_taken()
    {
        Copy();
        using (var file = File.OpenWrite(_folder.PathOf(ModelFileNames.Manifest))) file.SetLength(8L << 30);

        var error = Assert.Throws<ModelFolderException>(() => OnnxEngine.Load(_folder.Location, ModelFixture.Options));

        Assert.Contains("has 8,589,934,592 bytes, at most", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_of_another_model_than_its_graphs_is_refused()
    {
        var decoder = fixture.Manifest.Decoder;
        (string, ModelManifest)[] others =
        [
            ("it has more than the 2 layers", fixture.Manifest with { Decoder = decoder with { Layers = 2 } }),
            ("it has no input past.3.key", fixture.Manifest with { Decoder = decoder with { Layers = 4 } }),
            ("its input past.0.key has the shape", fixture.Manifest with { Decoder = decoder with { HeadSize = 2 * decoder.HeadSize } }),
            ("its output logits has the shape", fixture.Manifest with { Decoder = decoder with { Vocabulary = decoder.Vocabulary - 1 } }),
            ("its output image_features has the shape", fixture.Manifest with { Vision = fixture.Manifest.Vision with { Hidden = 16 } }),
        ];
        foreach (var (problem, manifest) in others)
        {
            Copy();
            Assert.Contains(problem, Refusal(manifest), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private string Refusal(ModelManifest manifest)
    {
        // As long as another vocabulary asks for, so that the graph is what does not fit.
        using (var file = File.OpenWrite(_folder.PathOf(ModelFileNames.Embeddings))) file.SetLength(manifest.Decoder.Vocabulary * manifest.Decoder.Hidden * 2L);
        var files = manifest.Files.ToDictionary();
        files[ModelFileNames.Embeddings] = ModelFile.Measure(_folder.PathOf(ModelFileNames.Embeddings));
        files.Remove(ModelFileNames.Tokenizer);
        ModelFolder.WriteManifest(_folder.Location, manifest with { Files = files, Tokenizer = "bytes", Tokens = new(1, 2) });
        return Assert.Throws<ModelFolderException>(() => OnnxEngine.Load(_folder.Location, ModelFixture.Options)).Message;
    }

    private void Copy(string? to = null)
    {
        foreach (var file in Directory.GetFiles(fixture.Model.Location))
            File.Copy(file, Path.Combine(to ?? _folder.Location, Path.GetFileName(file)), overwrite: true);
    }
}
