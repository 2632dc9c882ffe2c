namespace Judger.Export.Onnx;

/// <summary>The file beside a graph that holds its large tensors, each aligned to a page so that it can be mapped.</summary>
internal sealed class ExternalData(string path) : IDisposable
{
    private const int Page = 4096;
    private readonly FileStream _file = File.Create(path);

    /// <summary>Writes a tensor's bytes and notes their place in it.</summary>
    public void Write(TensorProto tensor, Action<Stream> write)
    {
        _file.Position = (_file.Position + Page - 1) / Page * Page;
        var offset = _file.Position;
        write(_file);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        Note(tensor, "location", Path.GetFileName(path));
        Note(tensor, "offset", $"{offset}");
        Note(tensor, "length", $"{_file.Position - offset}");
    }

    public void Dispose() => _file.Dispose();

    private static void Note(TensorProto tensor, string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}
