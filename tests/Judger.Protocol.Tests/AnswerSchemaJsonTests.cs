using System.Text.Json;

namespace Judger.Protocol.Tests;

/// <summary>Schemas of answers on their way.</summary>
public sealed class AnswerSchemaJsonTests
{
    [Fact]
    public void A_schema_travels_as_json_and_comes_back_as_it_was()
    {
        var options = new AnswerOptions { Schema = new("""{"properties":{"b":{"const":"é"},"a":{}}}""", IsStrict: true) };

        var text = JsonSerializer.Serialize(AnswerOptionsJson.Of(options), JsonFormat.Records);
        var read = JsonSerializer.Deserialize<AnswerOptionsJson>(text, JsonFormat.Questions)!.Read();

        Assert.Contains("\"schema\":{\"properties\":{\"b\":", text, StringComparison.Ordinal);
        Assert.Equal(options, read);
    }

    [Fact]
    public void Without_one_nothing_is_said()
    {
        var text = JsonSerializer.Serialize(AnswerOptionsJson.Of(new() { Seed = 1 }), JsonFormat.Records);

        Assert.Equal("""{"seed":1}""", text);
        Assert.Null(JsonSerializer.Deserialize<AnswerOptionsJson>("""{"schema":null}""", JsonFormat.Questions)!.Read().Schema);
    }
}
