using System.Text;
using Judger.Export.Checkpoints;
using Judger.Export.Tests.Fixtures;

namespace Judger.Export.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.PathOf("model.safetensors");

    [Fact]
    public void Tensors_are_read_in_all_three_number_formats()
    {
        foreach (var type in Enum.GetValues<Judger.Inference.Manifest.WeightType>())
        {
            SafetensorsWriter.Write(FilePath, new Dictionary<string, (long[], float[])> { ["a"] = ([2], [1, -2]), ["b"] = ([1, 3], [0.5f, 0, 96]) }, type);
            using var file = SafetensorsFile.Open(FilePath);
            Assert.Equal([1, -2], file.Tensors["a"].ToFloats());
            Assert.Equal([0.5f, 0, 96], file.Tensors["b"].ToFloats());
            Assert.Equal([1, 3], file.Tensors["b"].Shape);
        }
    }

    [Theory]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 9]}}""", "claims bytes 0 to 9 of 8")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [-4, 4]}}""", "claims bytes -4 to 4 of 8")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}""", "claims bytes 8 to 0 of 8")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}""", "has 8 bytes, its shape needs 12")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}""", "negative size")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 8]}}""", "malformed")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2]}}""", "malformed")]
    [InlineData("""{"a": 5}""", "malformed")]
    [InlineData("""{"a": {"dtype": "F32", "shape": "2", "data_offsets": [0, 8]}}""", "malformed")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0]}}""", "malformed")]
    [InlineData("""{"a": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}}""", "has type I64")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", "overlaps")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", "listed twice")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", "bytes 0 to 4 before tensor a belong to none")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""",
        "bytes 0 to 4 before tensor b belong to none")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", "its tensors have 4 bytes of 8")]
    [InlineData("""{}""", "its tensors have 0 bytes of 8")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8, 8]}}""", "malformed")]
    [InlineData("""{"\ud800": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", "a name in its header is not text")]
    [InlineData(
        """{"__metadata__": {"format": 1}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", "__metadata__ is not an object of strings")]
    [InlineData(""" {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", "does not begin with {")]
    [InlineData("""[1]""", "not an object")]
    [InlineData("""{"a": {""", "not JSON")]
    public void A_header_that_lies_is_refused_before_a_tensor_is_read(string header, string problem)
    {
        Write((ulong)Encoding.UTF8.GetByteCount(header), header, 8);
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(FilePath));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(FilePath, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(3UL)]
    [InlineData(99_000_000UL)]
    public void A_header_longer_than_the_file_is_refused(ulong length)
    {
        Write(length, "{}", 0);
        Assert.Contains("truncated or damaged", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_and_missing_files_are_refused()
    {
        File.WriteAllBytes(FilePath, []);
        Assert.Contains("0 bytes", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(FilePath)).Message, StringComparison.Ordinal);
        Assert.Contains("is missing", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(_folder.PathOf("none"))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(ulong length, string header, int dataBytes)
    {
        using var writer = new BinaryWriter(File.Create(FilePath));
        writer.Write(length);
        writer.Write(Encoding.UTF8.GetBytes(header));
        writer.Write(new byte[dataBytes]);
    }
}
