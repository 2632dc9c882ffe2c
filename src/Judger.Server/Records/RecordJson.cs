using System.Text.Json;

namespace Judger.Server.Records;

/// <summary>A question's record as JSON for people and programs; <see cref="QuestionRecords"/> reads it back.</summary>
public static class RecordJson
{
    /// <summary>How JSON is written for people and programs.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonFormat.Records) { WriteIndented = true };

    /// <summary>A record as JSON text.</summary>
    public static string Serialize(QuestionRecord record) => JsonSerializer.Serialize(Describe(record), Options);

    /// <summary>A record as its readers see it, times in milliseconds; under another id where one is given.</summary>
    public static QuestionJson Describe(QuestionRecord record) => QuestionRecords.Describe(record);
}
