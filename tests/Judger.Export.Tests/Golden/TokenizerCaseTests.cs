using Judger.Export.Probing;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Export.Tests.Golden;

/// <summary>The tokenizer.json of every family gives transformers' ids for the text before and behind the images of each case.</summary>
public sealed class TokenizerCaseTests
{
    private static readonly string[] Families =
    [
        "llava", "llava_next_vicuna", "llava_next_mistral", "llava_onevision", "qwen2_5_vl", "qwen3_vl", "smolvlm", "internvl", "gemma3",
    ];

    // What a tokenizer puts before a text that does not begin with it.
    private static readonly string[] Begins = ["<s>", "<bos>"];

    public static TheoryData<string> Names => [.. Families];

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_has_the_ids_that_transformers_gives_it(string family)
    {
        var tokenizer = BpeTokenizer.Load(GoldenFolder.Require($"{family}/checkpoint/tokenizer.json"));
        for (var number = 1; number <= GoldenFolder.Cases; number++)
        {
            var file = GoldenFolder.Require($"{family}/cases/{number:D2}.json");
            var (probe, expected) = (ProbeCase.Read(file), new Vectors(Path.ChangeExtension(file, "safetensors")).Integers("input_ids"));
            var pieces = probe.Prompt.Split(probe.Placeholder);

            // Gemma's processor puts lines around an image, which become one token with the line before them.
            if (family == "gemma3") (pieces[0], pieces[^1]) = (pieces[0] + "\n\n", "\n\n" + pieces[^1]);
            var (head, tail) = (LibraryIds.Of(tokenizer, pieces[0]), LibraryIds.Of(tokenizer, pieces[^1], isFirst: false));
            var skipped = expected.Length > 0 && head.Count > 0 && expected[0] != head[0] ? 1 : 0;
            if (skipped == 1) Assert.Contains(expected[0], Begins.Where(tokenizer.Special.ContainsKey).Select(begin => tokenizer.Special[begin]));
            Assert.Equal(head, expected.AsSpan(skipped, head.Count).ToArray());
            Assert.Equal(tail, expected.AsSpan(expected.Length - tail.Count).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_becomes_a_special_token(string family)
    {
        var tokenizer = BpeTokenizer.Load(GoldenFolder.Require($"{family}/checkpoint/tokenizer.json"));
        var special = tokenizer.Special.Values.ToHashSet();
        Assert.NotEmpty(special);
        foreach (var content in tokenizer.Special.Keys)
        {
            var ids = tokenizer.Encode($"a {content} b{content}");
            Assert.DoesNotContain(ids, special.Contains);
            Assert.Equal($"a {content} b{content}", tokenizer.Decode(ids).TrimStart());
        }
    }
}
