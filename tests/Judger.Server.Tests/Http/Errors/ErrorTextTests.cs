using Judger.Server.Http.Errors;

namespace Judger.Server.Tests.Http.Errors;

/// <summary>Errors that repeat what was sent are bounded.</summary>
public sealed class ErrorTextTests
{
    private const int Longest = 2000;
    private const int Beginning = 1400;
    private const int End = 500;
    private const string Pair = "\U0001F600";

    [Theory]
    [InlineData(0)]
    [InlineData(Longest - 1)]
    [InlineData(Longest)]
    public void A_text_within_the_limit_stays_as_it_is(int length) => Assert.Equal(Text(length), ErrorText.Bounded(Text(length)));

    [Theory]
    [InlineData(Longest + 1)]
    [InlineData(1_000_000)]
    public void A_longer_one_keeps_its_beginning_and_its_end(int length) =>
        Assert.Equal($"{Text(length)[..Beginning]} [..] {Text(length)[^End..]}", ErrorText.Bounded(Text(length)));

    [Fact]
    public void A_cut_does_not_go_through_a_character()
    {
        // The pairs lie across both cuts.
        var text = $"{Text(Beginning - 1)}{Pair}{Text(3000)}{Pair}{Text(End - 1)}";

        Assert.Equal($"{Text(Beginning - 1)} [..] {Text(End - 1)}", ErrorText.Bounded(text));

        // Before and after them they are whole.
        text = $"{Text(Beginning - 2)}{Pair}{Text(3000)}{Pair}{Text(End - 2)}";
        Assert.Equal($"{Text(Beginning - 2)}{Pair} [..] {Pair}{Text(End - 2)}", ErrorText.Bounded(text));
    }

    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
}
