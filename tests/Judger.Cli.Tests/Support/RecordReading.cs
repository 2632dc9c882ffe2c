using System.Text.Json;

namespace Judger.Cli.Tests.Support;

/// <summary>Finds stages in the JSON of a record.</summary>
internal static class RecordReading
{
    /// <summary>The entries of a stage in a record's log, in order.</summary>
    public static List<JsonElement> StagesOf(this JsonElement record, string stage) =>
        [.. record.GetProperty("stages").EnumerateArray().Where(entry => entry.GetProperty("stage").GetString() == stage)];

    /// <summary>The only entry of a stage in a record's log.</summary>
    public static JsonElement StageOf(this JsonElement record, string stage) => Assert.Single(record.StagesOf(stage));
}
