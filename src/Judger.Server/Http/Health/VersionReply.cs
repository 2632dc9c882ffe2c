namespace Judger.Server.Http.Health;

/// <summary>The version of the build.</summary>
internal sealed record VersionReply
{
    /// <summary>Three numbers, such as 0.1.0.</summary>
    public required string Version { get; init; }
}
