using Judger.Export.Tests.Fixtures;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Simulation;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Tests;

public sealed class TokenizerKindsTests(ModelFixture fixture) : IClassFixture<ModelFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_manifest_without_a_kind_has_that_of_its_files()
    {
        Assert.Null(fixture.Manifest.Tokenizer);
        Assert.Same(TokenizerKinds.SentencePiece, TokenizerKinds.Of(fixture.Manifest));
        Assert.IsType<SentencePieceTokenizer>(TokenizerKinds.Load(ModelFolder.Open(fixture.Model.Location)));
    }

    [Fact]
    public void A_manifest_says_its_kind_by_name()
    {
        Assert.Same(TokenizerKinds.SentencePiece, TokenizerKinds.Of(fixture.Manifest with { Tokenizer = "sentencepiece" }));
        Assert.IsType<ByteTokenizer>(TokenizerKinds.Load(Written(fixture.Manifest with { Tokenizer = "bytes" })));
        Assert.Same(TokenizerKinds.Bytes, TokenizerKinds.Of(new SimulatedModel().ToManifest()));
    }

    [Fact]
    public void A_folder_of_an_unknown_kind_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ModelFolderException>(() => Written(fixture.Manifest with { Tokenizer = "wordpiece" }));
        Assert.Contains("tokenizer 'wordpiece' is not one of sentencepiece, bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_is_named_needs_its_file()
    {
        var files = fixture.Manifest.Files.Where(file => file.Key != ModelFileNames.Tokenizer).ToDictionary();
        var manifest = fixture.Manifest with { Files = files };
        var error = Assert.Throws<ModelFolderException>(() => Written(manifest));
        Assert.Contains("files lacks tokenizer.model", error.Message, StringComparison.Ordinal);
        Assert.Equal(files.Count, Written(manifest with { Tokenizer = "bytes" }).Manifest.Files.Count);
    }

    [Fact]
    public void A_tokenizer_with_more_pieces_than_the_model_has_logits_is_refused()
    {
        var folder = Written(fixture.Manifest with { Decoder = fixture.Manifest.Decoder with { Vocabulary = 100 } });
        var error = Assert.Throws<ModelFolderException>(() => TokenizerKinds.Load(folder));
        Assert.Contains("tokenizer.model has ", error.Message, StringComparison.Ordinal);
        Assert.Contains(" pieces, the model 100", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_says_neither_tokenizer_nor_attention_method_is_written_without_them()
    {
        var json = File.ReadAllText(Path.Combine(fixture.Model.Location, ModelFileNames.Manifest));
        Assert.DoesNotContain("\"tokenizer\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"attention_method\"", json, StringComparison.Ordinal);
        Assert.Equal("relative", fixture.Manifest.Attention.Name);
        Assert.Equal("question", Written(fixture.Manifest with { AttentionMethod = "question" }).Manifest.Attention.Name);
    }

    public void Dispose() => _folder.Dispose();

    private ModelFolder Written(ModelManifest manifest)
    {
        var folder = _folder.PathOf($"{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(fixture.Model.Location)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        ModelFolder.WriteManifest(folder, manifest);
        return ModelFolder.Open(folder);
    }
}
