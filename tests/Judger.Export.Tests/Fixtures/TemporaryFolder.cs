namespace Judger.Export.Tests.Fixtures;

/// <summary>A folder that is deleted with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Location = Directory.CreateTempSubdirectory("judger-").FullName;

    public string Location { get; }

    public string PathOf(string name) => Path.Combine(Location, name);

    public void Dispose() => Directory.Delete(Location, recursive: true);
}
