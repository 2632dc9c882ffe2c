namespace Judger.Inference.Files;

/// <summary>What a path names.</summary>
internal enum FileKind
{
    /// <summary>The system does not tell.</summary>
    Unknown,

    /// <summary>A file with bytes of its own.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A named pipe, which blocks who opens it until somebody writes.</summary>
    Pipe,

    /// <summary>A device, such as one that never ends.</summary>
    Device,

    /// <summary>A socket.</summary>
    Socket,
}
