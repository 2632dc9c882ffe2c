using System.Text.Json;

namespace Judger.Protocol.Tests;

/// <summary>Base64 as clients write it.</summary>
public sealed class Base64TextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("+/+/")]
    [InlineData("-_-_")]
    [InlineData("AA==")]
    [InlineData("AA")]
    [InlineData("AAA")]
    [InlineData(" AA\r\nA=\t")]
    [InlineData("%2B%2F%2b/")]
    [InlineData("AA%3D%3D")]
    public void What_clients_write_is_read(string text)
    {
        var standard = Uri.UnescapeDataString(text).Replace('-', '+').Replace('_', '/').Trim().Replace("\r\n", "", StringComparison.Ordinal).TrimEnd('=');

        Assert.True(Base64Text.TryDecode(text, out var bytes, out var error), error);

        Assert.Equal(Convert.FromBase64String(standard.PadRight((standard.Length + 3) / 4 * 4, '=')), bytes);
        Assert.Null(error);
    }

    [Theory]
    [InlineData("AAA*", "not valid base64 (character 4)")]
    [InlineData("AA=A", "not valid base64 (character 4)")]
    [InlineData("AAé", "not valid base64 (character 3)")]
    [InlineData("A", "not valid base64 (it is cut off after 1 digits)")]
    [InlineData("AAAAA", "not valid base64 (it is cut off after 5 digits)")]
    [InlineData("AAA==", "not valid base64 (it is cut off after 3 digits)")]
    [InlineData("AAAA====", "not valid base64 (it is cut off after 4 digits)")]
    public void What_is_not_base64_is_told_with_its_place(string text, string expected)
    {
        Assert.False(Base64Text.TryDecode(text, out var bytes, out var error));
        Assert.Equal((expected, 0), (error, bytes.Length));
    }

    [Fact]
    public void All_bytes_survive_in_every_form()
    {
        var bytes = Enumerable.Range(0, 1021).Select(value => (byte)(value * 7)).ToArray();
        var standard = Convert.ToBase64String(bytes);

        foreach (var text in new[] { standard, standard.TrimEnd('='), standard.Replace('+', '-').Replace('/', '_'), Uri.EscapeDataString(standard) })
        {
            Assert.True(Base64Text.TryDecode(text, out var read, out _));
            Assert.Equal(bytes, read);
        }
    }

    [Fact]
    public void An_image_of_a_question_is_read_so_and_written_as_standard()
    {
        var image = JsonSerializer.Deserialize<QuestionImage>("""{"data":"-_8"}""", JsonFormat.Questions)!;

        Assert.Equal([0xfb, 0xff], image.Data);
        Assert.Equal("""{"data":"+/8="}""", JsonSerializer.Serialize(image, JsonFormat.Questions));
        Assert.Null(JsonSerializer.Deserialize<QuestionImage>("""{"data":null}""", JsonFormat.Questions)!.Data);
        Assert.Contains(
            "not valid base64 (character 1)",
            Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<QuestionImage>("""{"data":"?"}""", JsonFormat.Questions)).Message,
            StringComparison.Ordinal);
    }
}
