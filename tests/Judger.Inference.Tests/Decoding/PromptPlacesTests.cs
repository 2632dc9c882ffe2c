using Judger.Core.Prompts;
using Judger.Inference.Decoding;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Tests.Decoding;

/// <summary>The places of tokens for a decoder whose positions have a time, a row and a column.</summary>
public sealed class PromptPlacesTests
{
    private static readonly Prompt Asked = new([new PromptPart.Text("ab"), new PromptPart.Image(0), new PromptPart.Text("c"), new PromptPart.Image(1)]);

    [Fact]
    public void Text_goes_on_behind_the_longer_side_of_an_image()
    {
        // Two letters, three columns and two rows, a letter, one column and two rows.
        var sequence = Sequence(new("wide", 6, new(3, 2)), new("tall", 2, new(1, 2)));
        var places = new long[sequence.Length * 3];
        sequence.WritePlaces(0, places);

        Assert.Equal(
            [
                0, 0, 0, 1, 1, 1,
                2, 2, 2, 2, 2, 3, 2, 2, 4, 2, 3, 2, 2, 3, 3, 2, 3, 4,
                5, 5, 5,
                6, 6, 6, 6, 7, 6,
            ],
            places);
        Assert.Equal((11, 8), (sequence.Length, sequence.NextPlace));
    }

    [Fact]
    public void A_part_of_a_prompt_has_the_places_that_it_has_in_the_whole()
    {
        var sequence = Sequence(new("wide", 6, new(3, 2)), new("tall", 2, new(1, 2)));
        var places = new long[sequence.Length * 3];
        sequence.WritePlaces(0, places);
        for (var from = 0; from < sequence.Length; from++)
        {
            for (var count = 1; count <= sequence.Length - from; count++)
            {
                var part = new long[count * 3];
                sequence.WritePlaces(from, part);
                Assert.Equal(places.AsSpan(from * 3, count * 3).ToArray(), part);
            }
        }
    }

    [Fact]
    public void Without_grids_the_next_place_is_the_next_position() =>
        Assert.Equal(11, Sequence(new PromptImage("wide", 6), new PromptImage("tall", 2)).NextPlace);

    private static PromptSequence Sequence(params PromptImage[] images) =>
        PromptSequence.Create(Asked, images, new ByteTokenizer(), new SpecialTokens(null, ByteTokenizer.EndOfSequence));
}
