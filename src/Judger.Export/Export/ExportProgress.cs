namespace Judger.Export;

/// <summary>How far an export has come.</summary>
/// <param name="File">Name of the file that is being written.</param>
/// <param name="BytesDone">Bytes of the model folder that are written.</param>
/// <param name="BytesTotal">Bytes that the folder will have, its manifest left out.</param>
public readonly record struct ExportProgress(string File, long BytesDone, long BytesTotal);
