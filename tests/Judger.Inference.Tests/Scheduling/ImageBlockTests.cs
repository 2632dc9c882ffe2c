using Judger.Core.Prompts;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Kv;
using Judger.Inference.Scheduling;
using Judger.Inference.Tokenization;
using Judger.Inference.Vision;

namespace Judger.Inference.Tests.Scheduling;

/// <summary>For a model that sees images as a whole, no step and no shared prefix ends within an image.</summary>
public sealed class ImageBlockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    public void A_prompt_is_computed_in_steps_that_keep_images_whole(int tokens)
    {
        var random = new Random(tokens);
        for (var round = 0; round < 2000; round++)
        {
            var prompt = Prompt(random, tokens, random.Next(3));
            var request = new GenerationRequest { Prompt = new([]), Images = [] };
            var prepared = new PreparedRequest(request, prompt, new Dictionary<string, PlannedImage>(), [], Constraint: null);
            var (sequence, limit) = (new Sequence(prepared, TimeProvider.System, CancellationToken.None), tokens + 2 + random.Next(12));

            // Behind a prefix that is there: whole runs, or a part of a text; at least two positions are left.
            do sequence.Computed = random.Next(prompt.Length - 1);
            while (IsWithinImage(prompt, sequence.Computed));
            while (sequence.Computed < prompt.Length)
            {
                var count = sequence.NextPrefill(limit);
                Assert.InRange(count, 2, limit);
                sequence.Computed += count;
                Assert.False(IsWithinImage(prompt, sequence.Computed));
            }

            Assert.Equal(prompt.Length, sequence.Computed);
        }
    }

    [Fact]
    public void A_shared_prefix_ends_before_or_behind_an_image()
    {
        var (random, root) = (new Random(5), PrefixNode.Root());
        for (var round = 0; round < 500; round++)
        {
            var prompt = Prompt(random, 6, random.Next(4));
            for (var limit = 0; limit <= prompt.Length; limit++)
            {
                var match = PrefixMatch.Of(root, prompt, limit);
                var end = (match.Path.Count == 0 ? 0 : match.Path[^1].End) + match.PartialLength;
                Assert.InRange(end, 0, limit);
                Assert.False(IsWithinImage(prompt, end));
            }

            var node = root;
            foreach (var run in prompt.Runs) node = node.FindWhole(run) ?? node.Add(run);
        }
    }

    // Few texts, so that prompts share what they begin with.
    private static PromptSequence Prompt(Random random, int tokens, int images)
    {
        var parts = new List<PromptPart> { new PromptPart.Text(Text(random)) };
        for (var i = 0; i < images; i++)
        {
            parts.Add(new PromptPart.Image(i));
            if (i < images - 1 || random.Next(2) == 0) parts.Add(new PromptPart.Text(Text(random)));
        }

        return PromptSequence.Create(
            new(parts),
            [.. Enumerable.Range(0, images).Select(_ => new PromptImage($"{random.Next(2)}", tokens))],
            new ByteTokenizer(),
            new(null, ByteTokenizer.EndOfSequence),
            keepsImagesWhole: true);
    }

    private static string Text(Random random) => new('a', 2 + random.Next(2) + (random.Next(4) == 0 ? random.Next(30) : 0));

    private static bool IsWithinImage(PromptSequence prompt, int position)
    {
        if (position >= prompt.Length) return false;
        var run = prompt.RunAt(position);
        return prompt.Runs[run].Image is not null && prompt.Starts[run] != position;
    }
}
