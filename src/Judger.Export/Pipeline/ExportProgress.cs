namespace Judger.Export.Pipeline;

/// <summary>How far the writing of a folder has come.</summary>
/// <param name="File">Name of the file that is being written.</param>
/// <param name="BytesDone">Bytes of the folder that are written.</param>
/// <param name="BytesTotal">Bytes that the folder will have, small files beside its weights left out.</param>
public readonly record struct ExportProgress(string File, long BytesDone, long BytesTotal);
