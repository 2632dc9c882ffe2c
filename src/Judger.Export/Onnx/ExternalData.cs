using Judger.Export.Output;

namespace Judger.Export.Onnx;

/// <summary>The file beside a graph that holds its large tensors, each aligned to a page so that it can be mapped.</summary>
/// <param name="name">The file's name.</param>
/// <param name="file">The file; null to learn only how long it would be.</param>
internal sealed class ExternalData(string name, OutputFile? file)
{
    private const int Page = 4096;

    public long Length { get; private set; }

    /// <summary>Notes a tensor's place in it, and writes its bytes if there is a file.</summary>
    public void Write(TensorProto tensor, long bytes, Action<OutputFile> write)
    {
        var offset = (Length + Page - 1) / Page * Page;
        Length = offset + bytes;
        if (file is not null)
        {
            file.PadTo(offset);
            write(file);
            if (file.Length != Length) throw new InvalidOperationException($"Tensor {tensor.Name} wrote {file.Length - offset} bytes instead of {bytes}.");
        }

        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        Note(tensor, "location", name);
        Note(tensor, "offset", $"{offset}");
        Note(tensor, "length", $"{bytes}");
    }

    private static void Note(TensorProto tensor, string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}
