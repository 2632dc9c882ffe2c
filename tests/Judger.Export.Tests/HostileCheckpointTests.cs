using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Tests.Shared;

namespace Judger.Export.Tests;

/// <summary>Checkpoints that somebody made to do harm, or that a disk has damaged.</summary>
public sealed class HostileCheckpointTests : IDisposable
{
    private const int Bounded = 60;
    private const long MostMemory = 256 << 20;
    private const string Weights = "model.safetensors";
    private readonly TemporaryFolder _folder = new();
    private readonly RandomCheckpoint _checkpoint = new(new());

    public static TheoryData<string> Files =>
    [
        "config.json", "preprocessor_config.json", "judger.json", "tokenizer.model", Weights, "generation_config.json", "tokenizer_config.json",
        "processor_config.json", "model.safetensors.index.json",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Input => _folder.PathOf("checkpoint");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_is_refused_by_name_or_makes_a_model_that_loads(string name)
    {
        Write(name);
        var path = Path.Combine(Input, name);
        var original = File.ReadAllBytes(path);
        var (refused, exported) = (0, 0);
        for (var number = 0; number < Mutations.Count(Bounded); number++)
        {
            var bytes = name == Weights ? WithHeader(original, number) : Mutations.Of(original, number);
            File.WriteAllBytes(path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ModelExporter.Export(new() { Checkpoint = Input, Output = _folder.PathOf("model") }, cancellationToken: Token);
                using (ModelParts.Load(ModelFolder.Open(_folder.PathOf("model")), new() { IntraOpThreads = 1, Lanes = 1 })) exported++;
                Directory.Delete(_folder.PathOf("model"), recursive: true);
            }
            catch (ExportException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                Assert.Equal(["checkpoint"], Directory.GetFileSystemEntries(_folder.Location).Select(Path.GetFileName));
                refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Mutation {number} of {name}: {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostMemory, $"Mutation {number} of {name} took {allocated:N0} bytes.");
        }

        Assert.True(refused > 0, $"None of {exported} mutations of {name} was refused.");
    }

    [Theory]
    [InlineData("text_config", "num_attention_heads", 67108866, "num_attention_heads is 67108866")]
    [InlineData("text_config", "head_dim", 1 << 20, "head_dim is 1048576")]
    [InlineData("text_config", "num_hidden_layers", int.MaxValue, "num_hidden_layers is 2147483647")]
    [InlineData("text_config", "vocab_size", int.MaxValue, "vocab_size is 2147483647")]
    [InlineData("text_config", "rms_norm_eps", 0, "rms_norm_eps is 0")]
    [InlineData("text_config", "rms_norm_eps", 5, "rms_norm_eps is 5")]
    [InlineData("text_config", "rope_theta", -1, "rope_theta is -1")]
    [InlineData("text_config", "rope_theta", 1e300, "rope_theta is 1E+300")]
    [InlineData("vision_config", "num_hidden_layers", int.MaxValue, "num_hidden_layers is 2147483647")]
    [InlineData("vision_config", "layer_norm_eps", -1e-5, "layer_norm_eps is -1E-05")]
    [InlineData("vision_config", "intermediate_size", 0, "intermediate_size is not above 0")]
    public void Sizes_and_numbers_that_no_model_has_are_refused(string section, string field, double value, string problem)
    {
        Write();
        Edit(config => config[section]![field] = value == (int)value ? JsonValue.Create((int)value) : JsonValue.Create(value));

        Assert.Contains(problem, Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_of_millions_is_cut_to_the_most_that_is_served_with_a_warning()
    {
        Write();
        Edit(config => config["text_config"]!["max_position_embeddings"] = 16_000_000);
        var warnings = new List<string>();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var manifest = Export(new() { Checkpoint = Input, Output = _folder.PathOf("model"), Warn = warnings.Add });

        Assert.Equal(ModelLimits.Context, manifest.Decoder.Context);
        Assert.Contains("max_position_embeddings is 16000000; the model takes 131072 positions", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
    }

    [Fact]
    public void The_context_is_an_option_within_the_checkpoints_own()
    {
        Write();

        Assert.Equal(64, Export(new() { Checkpoint = Input, Output = _folder.PathOf("model"), Context = 64 }).Decoder.Context);
        foreach (var context in new[] { 15, 129, -1 })
        {
            var error = Assert.Throws<ExportOptionException>(() => Export(new() { Checkpoint = Input, Output = _folder.PathOf("no"), Context = context }));
            Assert.Contains("give --context 16 to 128", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_tokenizer_that_loads_and_does_not_give_a_text_back_is_found()
    {
        Write();
        var path = Path.Combine(Input, ModelFileNames.Tokenizer);
        var bytes = File.ReadAllBytes(path);

        // The piece of the byte w, and the letter itself, have other names now.
        foreach (var piece in new[] { "<0x77>", "w" })
        {
            byte[] field = [0x0A, (byte)piece.Length, .. Encoding.UTF8.GetBytes(piece)];
            var at = bytes.AsSpan().IndexOf(field);
            Assert.True(at > 0);
            bytes[at + field.Length - 1] = (byte)'#';
        }

        File.WriteAllBytes(path, bytes);

        Assert.Equal(path, Refusal().File);
    }

    [Theory]
    [InlineData("no tokenizer", "is not a tokenizer of the kind sentencepiece")]
    [InlineData("", "is not a tokenizer of the kind sentencepiece")]
    public void A_file_that_is_no_tokenizer_is_found_when_it_is_exported(string text, string problem)
    {
        Write();
        File.WriteAllText(Path.Combine(Input, ModelFileNames.Tokenizer), text);

        Assert.Contains(problem, Refusal().Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OddFiles.Kinds), MemberType = typeof(OddFiles))]
    public void Links_out_of_the_folder_pipes_and_devices_are_refused(string kind, string problem)
    {
        foreach (var name in new[] { "config.json", Weights, ModelFileNames.Tokenizer, "preprocessor_config.json" })
        {
            Write();
            OddFiles.Put(Path.Combine(Input, name), kind);

            var error = Refusal();

            Assert.Equal(Path.Combine(Input, name), error.File);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
            Directory.Delete(Input, recursive: true);
        }
    }

    [Fact]
    public void Links_within_the_folder_and_those_of_the_hubs_cache_are_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        Write();
        File.Move(Path.Combine(Input, "config.json"), Path.Combine(Input, "other.json"));
        File.CreateSymbolicLink(Path.Combine(Input, "config.json"), "other.json");
        Assert.Equal(128, Export(new() { Checkpoint = Input, Output = _folder.PathOf("first") }).Decoder.Context);

        // models--NAME/snapshots/REVISION/FILE leads to ../../blobs/DIGEST.
        var snapshot = Directory.CreateDirectory(_folder.PathOf("models--a/snapshots/1")).FullName;
        Directory.CreateDirectory(_folder.PathOf("models--a/blobs"));
        foreach (var file in Directory.GetFiles(Input))
        {
            File.Move(file, Path.Combine(_folder.PathOf("models--a/blobs"), Path.GetFileName(file)));
            File.CreateSymbolicLink(Path.Combine(snapshot, Path.GetFileName(file)), $"../../blobs/{Path.GetFileName(file)}");
        }

        Assert.Equal(128, Export(new() { Checkpoint = snapshot, Output = _folder.PathOf("second") }).Decoder.Context);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("preprocessor_config.json")]
    [InlineData("tokenizer.model")]
    public void A_file_as_large_as_a_disk_is_refused_before_memory_is_taken(string name)
    {
        Write();
        using (var file = File.OpenWrite(Path.Combine(Input, name))) file.SetLength(8L << 30);

        Assert.Contains("has 8,589,934,592 bytes, at most", Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_of_a_hundred_thousand_tensors_and_shards_takes_linear_time()
    {
        const int Few = 10_000, Many = 100_000;
        Write();
        var (few, many) = (TimeOf(Few), TimeOf(Many));

        // Quadratic, the second would take a hundred times the first, and half a minute.
        Assert.InRange(many.TotalSeconds, 0, Math.Max(2, 30 * few.TotalSeconds));

        TimeSpan TimeOf(int shards)
        {
            var path = Path.Combine(Input, "other.safetensors.index.json");
            var places = string.Join(',', Enumerable.Range(0, shards).Select(i => $"\"t.{i}\": \"s-{i}.safetensors\""));
            File.WriteAllText(path, $$$"""{"weight_map": {{{{places}}}}}""");
            var started = TimeProvider.System.GetTimestamp();
            Assert.Equal(shards, ShardIndex.TryRead(path)!.Shards.Count);
            return TimeProvider.System.GetElapsedTime(started);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static ModelManifest Export(ExportOptions options) => ModelExporter.Export(options, cancellationToken: Token);

    /// <summary>The file with another header, as long as the header says or not.</summary>
    private static byte[] WithHeader(byte[] file, int number)
    {
        if (number % 8 == 0) return Mutations.Of(file, number);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        var header = Mutations.Of(file[8..(8 + length)], number);
        return [.. BitConverter.GetBytes(number % 8 == 1 ? (long)length : header.Length), .. header, .. file[(8 + length)..]];
    }

    private void Write(string? name = null)
    {
        if (name == "model.safetensors.index.json") _checkpoint.WriteShards(Input, 3);
        else _checkpoint.Write(Input);
        var more = name switch
        {
            "generation_config.json" => """{"bos_token_id": 1, "eos_token_id": [2, 3], "pad_token_id": 0, "num_beams": 1, "repetition_penalty": 1.0}""",
            "tokenizer_config.json" => """{"tokenizer_class": "LlamaTokenizer", "bos_token": {"content": "<s>"}, "add_bos_token": true, "legacy": false}""",
            "processor_config.json" =>
                """{"image_processor": {"image_processor_type": "CLIPImageProcessor", "size": 24, "crop_size": {"height": 24, "width": 24}}}""",
            _ => null,
        };
        if (more is not null) File.WriteAllText(Path.Combine(Input, name!), more);
    }

    private void Edit(Action<JsonNode> change)
    {
        var path = Path.Combine(Input, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }

    private CheckpointException Refusal() =>
        Assert.Throws<CheckpointException>(() => Export(new() { Checkpoint = Input, Output = _folder.PathOf("refused") }));
}
