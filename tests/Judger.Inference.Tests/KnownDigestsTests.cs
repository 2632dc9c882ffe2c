using Judger.Export.Tests.Fixtures;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests;

/// <summary>Which files are read again to be compared with a manifest, and that none is believed that may have changed.</summary>
public sealed class KnownDigestsTests(ModelFixture fixture) : IClassFixture<ModelFixture>, IDisposable
{
    private static readonly LaterClock Later = new(TimeSpan.FromMinutes(10));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_has_rested_is_read_once()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("SKIPPED: only Linux tells a file's identity.");
        var path = Write("rested", [1, 2, 3]);

        var digest = Digest(path, Later);

        Assert.Equal("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", digest);
        Assert.True(KnownDigests.Has(FileStatus.Of(path)));
        Assert.Equal(digest, Digest(path, Later));
    }

    [Fact]
    public void A_file_that_was_written_just_now_is_not_remembered()
    {
        var path = Write("young", [1, 2, 3]);

        Digest(path, new LaterClock(TimeSpan.FromMinutes(1)));

        Assert.False(KnownDigests.Has(FileStatus.Of(path)));
    }

    [Fact]
    public void A_file_that_was_written_since_is_read_again_even_where_its_time_was_set_back()
    {
        var path = Write("written", [1, 2, 3]);
        var before = Digest(path, Later);
        var time = File.GetLastWriteTimeUtc(path);

        File.WriteAllBytes(path, [1, 2, 4]);
        File.SetLastWriteTimeUtc(path, time);

        Assert.NotEqual(before, Digest(path, Later));
    }

    [Fact]
    public void Another_file_in_its_place_is_read_though_length_and_times_are_the_same()
    {
        var status = new FileStatus(FileKind.Regular, 3, 100, 100, Device: 1, Node: 1);

        Assert.NotEqual(status, status with { Node = 2 });
        Assert.NotEqual(status, status with { Device = 2 });
    }

    [Theory]
    [InlineData(FileKind.Regular, 0, 0, 1, true)]
    [InlineData(FileKind.Regular, 0, 0, 0, false)]
    [InlineData(FileKind.Regular, 200, 0, 1, false)]
    [InlineData(FileKind.Regular, 0, 200, 1, false)]
    [InlineData(FileKind.Unknown, 0, 0, 1, false)]
    internal void Only_a_regular_file_with_a_number_that_has_rested_has_an_identity(FileKind kind, int written, int changed, long node, bool expected)
    {
        const long Second = 1_000_000_000;
        var start = DateTimeOffset.UnixEpoch.AddDays(1);
        var origin = (long)(start - DateTimeOffset.UnixEpoch).TotalSeconds * Second;
        var status = new FileStatus(kind, 3, origin + (written * Second), origin + (changed * Second), 1, node);

        Assert.Equal(expected, KnownDigests.HasRested(status, start.AddSeconds(180)));
    }

    [Theory]
    [InlineData("decoder.onnx.data")]
    [InlineData("vision.onnx.data")]
    [InlineData(ModelFileNames.Embeddings)]
    public void A_model_whose_weights_are_altered_is_not_loaded(string name)
    {
        foreach (var file in Directory.GetFiles(fixture.Model.Location)) File.Copy(file, _folder.PathOf(Path.GetFileName(file)));
        using (var file = File.Open(_folder.PathOf(name), FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length / 2;
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)~value);
        }

        var error = Assert.Throws<ModelFolderException>(() => OnnxEngine.Load(_folder.Location, ModelFixture.Options));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("altered", error.Message, StringComparison.Ordinal);
    }

    private static string Digest(string path, TimeProvider time)
    {
        using var file = File.OpenRead(path);
        return KnownDigests.Sha256(file, time);
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.PathOf(name), bytes);
        return _folder.PathOf(name);
    }
}
