using System.Text.Json;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

public sealed class EvalTests
{
    [Fact]
    public async Task The_report_has_a_fraction_for_every_kind_and_stage()
    {
        EmbeddedModelFolder.Require();

        var report = (await JudgerTool.RunAsync("eval", "signs", "--count", "2", "--json")).Json();

        Assert.Equal(2, report.GetProperty("count").GetInt32());
        Assert.Equal(["fine", "coarse", "yes_no"], report.GetProperty("kinds").EnumerateObject().Select(kind => kind.Name));
        foreach (var kind in report.GetProperty("kinds").EnumerateObject())
        {
            Assert.Equal(2, kind.Value.GetProperty("count").GetInt32());
            Assert.All(["baseline", "refined", "judged", "oracle"], stage => AssertFraction(kind.Value.GetProperty(stage)));
        }

        AssertFraction(report.GetProperty("box").GetProperty("hit_rate"));
        Assert.True(report.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task A_table_is_for_people()
    {
        EmbeddedModelFolder.Require();

        var result = await JudgerTool.RunAsync("eval", "signs", "--count", "1", "--controls");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.All(
            ["fine", "coarse", "yes_no", "baseline", "refined", "oracle", "Median ms"], word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    private static void AssertFraction(JsonElement value) => Assert.InRange(value.GetDouble(), 0, 1);
}
