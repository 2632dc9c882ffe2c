namespace Judger.Protocol.Tests;

/// <summary>Digests, ids and keys are checked where they are read, once.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("q")]
    [InlineData("Order-17.2_b")]
    [InlineData("...")]
    public void An_id_is_read_as_it_is_written(string text)
    {
        Assert.True(QuestionId.TryParseName(text, out var id));
        Assert.Equal((text, text, QuestionId.Parse(text)), (id.ToString(), id.Name, id));
        Assert.Equal((text, $"mine/{text}"), (id.InScope("mine").Name, id.InScope("mine").ToString()));
    }

    // An id is a part of a path.
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData("a/..")]
    public void What_is_not_an_id_is_not_read(string text)
    {
        Assert.False(QuestionId.TryParse(text, out _));
        Assert.False(QuestionId.TryParseName(text, out _));
        Assert.Throws<FormatException>(() => QuestionId.Parse(text));
    }

    [Fact]
    public void A_caller_may_not_choose_a_scope() => Assert.False(QuestionId.TryParseName("other/q", out _));

    [Fact]
    public void An_id_has_at_most_128_characters() =>
        Assert.Equal((true, false), (QuestionId.TryParse(new('a', 128), out _), QuestionId.TryParse(new('a', 129), out _)));

    [Fact]
    public void A_digest_is_of_its_bytes_and_read_in_either_case()
    {
        const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

        Assert.Equal(Empty, ImageDigest.Of([]).ToString());
        Assert.Equal(ImageDigest.Of([]), ImageDigest.Parse(Empty.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../x")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g")]
    public void What_is_not_a_digest_is_not_read(string text)
    {
        Assert.False(ImageDigest.TryParse(text, out _));
        Assert.Contains("64 hexadecimal digits", Assert.Throws<FormatException>(() => ImageDigest.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slot_is_a_silo_a_device_and_a_model_whose_name_may_have_slashes()
    {
        var key = SlotKey.Parse("silo-0/cuda:1/org/llava");

        Assert.Equal(("silo-0", "cuda:1", "org/llava", new SlotKey("silo-0", "cuda:1", "org/llava")), (key.Silo, key.Device, key.Model, key));
        Assert.Throws<FormatException>(() => SlotKey.Parse("silo-0/cuda:1"));
    }
}
