using Judger.Grains.Storage;

namespace Judger.Server.Tests;

/// <summary>State that says how large it is.</summary>
[GenerateSerializer]
public sealed class Held : IStoredSize
{
    [Id(0)]
    public string Text { get; set; } = "";

    [Id(1)]
    public long StoredBytes { get; set; }
}
