namespace Judger.Cli.Tests.Guides;

/// <summary>The guide Configuration says of every option what the code says.</summary>
public sealed class ConfigurationGuideTests
{
    private const string Begin = "<!-- made from the options' documentation; JUDGER_WRITE_GUIDES=1 has the test ConfigurationGuideTests write it again -->\n";
    private const string End = "<!-- end of what is made -->";

    [Fact]
    public void The_tables_are_those_of_the_code()
    {
        var path = Path.Combine(Repository.Root, "src", "Judger.Server", "configuration.md");
        var page = File.ReadAllText(path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, "The guide has lost the marks around its tables.");
        begin += Begin.Length;

        var made = $"{OptionTable.Markdown()}\n";
        if (Environment.GetEnvironmentVariable("JUDGER_WRITE_GUIDES") == "1") File.WriteAllText(path, page[..begin] + made + page[end..]);
        else Assert.Equal(made, page[begin..end]);
    }
}
