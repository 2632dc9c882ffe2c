using System.Text;
using System.Text.Json;

namespace Judger.Protocol.Tests;

/// <summary>Texts in JSON that are not texts are found with their place.</summary>
public sealed class JsonTextCheckTests
{
    [Theory]
    [InlineData("{\"a\": \"12345678\"}", null, null)]
    [InlineData("{\"a\": \"123456789\"}", "a", "a has 9 bytes; the limit is 8. Shorten it.")]
    [InlineData("{\"a\": [{\"data\": \"123456789\"}]}", null, null)]
    [InlineData("{\"data\": [\"123456789\"]}", "data[0]", "data[0] has 9 bytes; the limit is 8. Shorten it.")]
    [InlineData("{\"12345\": 1}", "", "A member name in the object has 5 bytes; the limit is 4. Shorten it.")]
    [InlineData("{\"a\": {\"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1}}", "a", "a has more than 3 members. Send fewer.")]
    [InlineData("[1, 2, 3, 4, [5, {}]]", null, null)]
    [InlineData("[1, 2, 3, 4, [5, {}, 7]]", "[4]", "There are more than 8 values in the JSON. Send fewer.")]
    public void What_is_larger_than_the_limits_is_found(string json, string? path, string? message)
    {
        var limits = new JsonLimits(TextBytes: 8, NameBytes: 4, Members: 3, Values: 8, new HashSet<string>(["data"]));

        var problem = JsonTextCheck.FindOrRepeated(Encoding.UTF8.GetBytes(json), limits: limits);

        Assert.Equal((path, message), (problem?.Path, problem?.Message));
    }

    [Theory]
    [InlineData("\"\\ud800\"", "", 1)]
    [InlineData("{\"a\": \"\\ud800\"}", "a", 1)]
    [InlineData("{\"a\": {\"b\": [1, [\"x\", \"\\uDC00x\"]]}}", "a.b[1][1]", 1)]
    [InlineData("[{\"a\": 1},\n{\"a\": \"\\ud83d\\u0041\"}]", "[1].a", 2)]
    [InlineData("{\"a\": [{}, [], {\"\\ud800\": 1}]}", "a[2]", 1)]
    [InlineData("{\"\\ud800\": 1}", "", 1)]
    public void Half_of_a_surrogate_pair_is_found(string json, string path, int line)
    {
        var problem = JsonTextCheck.Find(Encoding.UTF8.GetBytes(json));

        Assert.Equal((path, line), (problem?.Path, problem?.Line));
        Assert.Contains("half of a surrogate pair", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_found_in_values_and_in_names()
    {
        var value = JsonTextCheck.Find([.. "{\"a\": \""u8, 0xFF, .. "\"}"u8], "options");
        var name = JsonTextCheck.Find([.. "{\"a\": {\""u8, 0xC0, 0x80, .. "\": 1}}"u8]);

        Assert.Equal(("options.a", "options.a is not valid UTF-8. Encode it as UTF-8."), (value?.Path, value?.Message));
        Assert.Equal(("a", "A member name in a is not valid UTF-8. Encode it as UTF-8."), (name?.Path, name?.Message));
    }

    [Theory]
    [InlineData("{\"a\": \"\\ud83d\\ude00 \\u0000 \\uffff \\\\ud800 é\"}")]
    [InlineData("{\"a\": 1, \"b\": {\"a\": [1, 2, null, true]}}")]
    [InlineData("7")]
    public void Whole_texts_are_left_alone(string json)
    {
        Assert.Null(JsonTextCheck.Find(Encoding.UTF8.GetBytes(json)));
        Assert.Null(JsonTextCheck.FindOrRepeated(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("{\"a\": 1, \"b\": 2, \"a\": 3}", "a")]
    [InlineData("[{\"a\": {\"b\": 1, \"\\u0062\": 2}}]", "[0].a.b")]
    public void A_member_that_comes_twice_is_found_where_it_is_asked_for(string json, string path)
    {
        Assert.Null(JsonTextCheck.Find(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(path, JsonTextCheck.FindOrRepeated(Encoding.UTF8.GetBytes(json))?.Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\": ")]
    [InlineData("{} {}")]
    public void What_is_not_JSON_is_an_error_of_JSON(string json) =>
        Assert.ThrowsAny<JsonException>(() => JsonTextCheck.FindOrRepeated(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_text_that_is_not_JSON_is_checked_by_its_bytes()
    {
        Assert.Null(JsonTextCheck.Problem("id", "é"u8));
        Assert.Equal("id is not valid UTF-8 (byte 3). Encode it as UTF-8.", JsonTextCheck.Problem("id", [(byte)'a', (byte)'b', 0xED, 0xA0, 0x80]));
    }

    [Theory]
    [InlineData("wait", AskMode.Wait)]
    [InlineData("BackGround", AskMode.Background)]
    [InlineData("2", null)]
    [InlineData("", null)]
    [InlineData("wait, stream", null)]
    public void A_word_is_read_and_a_number_is_not_one(string word, AskMode? mode)
    {
        Assert.Equal(mode is not null, EnumWords.TryParse<AskMode>(word, out var parsed));
        Assert.Equal(mode, parsed);
    }
}
