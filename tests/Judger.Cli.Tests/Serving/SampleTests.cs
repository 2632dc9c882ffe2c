using Judger.Cli.Configuration;
using Judger.Cli.Tests.Guides;

namespace Judger.Cli.Tests.Serving;

/// <summary>Every file of deploy/samples is a valid configuration, and stands in the table beside it.</summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "samples");

    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_valid(string name)
    {
        var options = ServeConfiguration.Read([new(Path.Combine(Folder, name))], []);

        Assert.Empty(options.Errors());
        Assert.StartsWith($"valid: silo {options.SiloName} at ", ServeCheck.Summary(options), StringComparison.Ordinal);
        Assert.Contains($"`{name}`", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_as_many_as_the_table_says() => Assert.Equal(7, Samples.Count);
}
