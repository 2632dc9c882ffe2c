using Judger.Export.Tests.Fixtures;
using Judger.Inference.Files;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests;

/// <summary>What processes tell each other of the files that they have read.</summary>
public sealed class DigestStoreTests : IDisposable
{
    private const string Start = "9d3c0e0e-5f4b-4d43-9d0c-1d1ad7f2d9b1";
    private static readonly string s_digest = new('a', 64);
    private static readonly FileStatus s_large = new(FileKind.Regular, 1L << 30, 1_764_000_000_000_000_001, 1_764_000_000_000_000_002, Device: 259, Node: 77);
    private readonly TemporaryFolder _folder = new();

    private string Location => _folder.PathOf("judger/digests");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Another_process_finds_what_one_has_added()
    {
        new DigestStore(Location, Start).Add(s_large, s_digest);
        Assert.Equal(s_digest, new DigestStore(Location, Start).Find(s_large));
    }

    [Fact]
    public void Only_the_very_file_is_found()
    {
        new DigestStore(Location, Start).Add(s_large, s_digest);
        var store = new DigestStore(Location, Start);
        Assert.Null(store.Find(s_large with { Bytes = s_large.Bytes + 1 }));
        Assert.Null(store.Find(s_large with { Written = s_large.Written + 1 }));
        Assert.Null(store.Find(s_large with { Changed = s_large.Changed + 1 }));
        Assert.Null(store.Find(s_large with { Device = 258 }));
        Assert.Null(store.Find(s_large with { Node = 78 }));
    }

    [Fact]
    public void After_a_restart_of_the_computer_nothing_is_known()
    {
        new DigestStore(Location, Start).Add(s_large, s_digest);
        Assert.Null(new DigestStore(Location, Start.Replace('9', '8')).Find(s_large));
    }

    [Fact]
    public void What_several_processes_add_is_kept()
    {
        var (one, other) = (new DigestStore(Location, Start), new DigestStore(Location, Start));
        Assert.Null(other.Find(s_large));
        one.Add(s_large, s_digest);
        other.Add(s_large with { Node = 78 }, new('b', 64));
        var third = new DigestStore(Location, Start);
        Assert.Equal(s_digest, third.Find(s_large));
        Assert.Equal(new('b', 64), third.Find(s_large with { Node = 78 }));
    }

    [Fact]
    public void A_small_file_is_not_kept()
    {
        new DigestStore(Location, Start).Add(s_large with { Bytes = 16 << 20 }, s_digest);
        Assert.False(File.Exists(Location));
    }

    [Fact]
    public void The_file_is_the_users_alone_and_nothing_else_is_left()
    {
        new DigestStore(Location, Start).Add(s_large, s_digest);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Location));
        Assert.Equal([Location], Directory.GetFileSystemEntries(Path.GetDirectoryName(Location)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no digests at all")]
    [InlineData("259 77 1073741824 1764000000000000001")]
    [InlineData("259 77 1073741824 1764000000000000001 1764000000000000002 AAAA")]
    [InlineData("259 77 1073741824 1764000000000000001 99999999999999999999999 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_line_is_passed_over(string line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Location)!);
        File.WriteAllText(Location, $"{Start}\n{line}\n259 78 1073741824 1 2 {s_digest}\n");
        var store = new DigestStore(Location, Start);
        Assert.Null(store.Find(s_large));
        Assert.Equal(s_digest, store.Find(s_large with { Node = 78, Written = 1, Changed = 2 }));
    }

    [Fact]
    public void Where_nothing_can_be_written_files_are_read_again()
    {
        File.WriteAllText(_folder.PathOf("judger"), "a file where the folder should be");
        var store = new DigestStore(Location, Start);
        store.Add(s_large, s_digest);
        Assert.Equal(s_digest, store.Find(s_large));
        Assert.Null(new DigestStore(Location, Start).Find(s_large));
    }

    [Fact]
    public void Hundreds_of_models_do_not_make_it_grow_without_end()
    {
        var store = new DigestStore(Location, Start);
        for (var node = 1; node <= 600; node++) store.Add(s_large with { Node = node }, s_digest);
        Assert.InRange(new FileInfo(Location).Length, 1, 1 << 16);
        Assert.Equal(s_digest, new DigestStore(Location, Start).Find(s_large with { Node = 600 }));
    }

    [Fact]
    public void What_a_process_reads_the_next_one_finds()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("SKIPPED: only Linux tells a file's identity.");
        using var weights = Weights();
        var digest = KnownDigests.Sha256(weights, new LaterClock(TimeSpan.FromMinutes(10)), new DigestStore(Location, Start));
        Assert.Equal(digest, new DigestStore(Location, Start).Find(FileStatus.Of(weights.Name)));
        File.AppendAllText(weights.Name, "more");
        Assert.Null(new DigestStore(Location, Start).Find(FileStatus.Of(weights.Name)));
    }

    [Fact]
    public void What_another_process_has_read_is_not_read_again()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("SKIPPED: only Linux tells a file's identity.");
        using var weights = Weights();
        new DigestStore(Location, Start).Add(FileStatus.Of(weights.Name), s_digest);
        Assert.Equal(s_digest, KnownDigests.Sha256(weights, TimeProvider.System, new DigestStore(Location, Start)));
    }

    private FileStream Weights()
    {
        var path = _folder.PathOf("weights");
        using (var file = File.Create(path)) file.SetLength(33 << 20);
        return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }
}
