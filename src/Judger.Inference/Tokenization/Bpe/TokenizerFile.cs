using System.Text.Json;

namespace Judger.Inference.Tokenization.Bpe;

/// <summary>Reads the parts of a <c>tokenizer.json</c>, as Hugging Face's tokenizers write it. What cannot be honoured is refused by its name.</summary>
internal sealed class TokenizerFile(JsonElement root)
{
    /// <summary>Reads the added tokens.</summary>
    public IReadOnlyList<AddedToken> AddedTokens() => root.TryGetProperty("added_tokens", out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(token => new AddedToken(
            token.GetProperty("id").GetInt32(),
            token.GetProperty("content").GetString()!,
            Flag(token, "special"),
            Flag(token, "single_word"),
            Flag(token, "lstrip"),
            Flag(token, "rstrip")))]
        : [];

    /// <summary>Reads the vocabulary.</summary>
    public Dictionary<string, int> Vocabulary() => root.GetProperty("model").GetProperty("vocab").EnumerateObject()
        .ToDictionary(piece => piece.Name, piece => piece.Value.GetInt32(), StringComparer.Ordinal);

    /// <summary>Reads the model.</summary>
    /// <exception cref="NotSupportedException">It is not BPE, or has something that this build does not.</exception>
    public BpeModel Model(Dictionary<string, int> vocabulary)
    {
        var model = root.GetProperty("model");
        if (Text(model, "type", "BPE") is var type && type != "BPE") throw new NotSupportedException($"its model is {type}, not BPE");
        foreach (var name in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (Text(model, name, "").Length > 0) throw new NotSupportedException($"its model has a {name}");
        }

        var merges = new Dictionary<(int, int), (int, int)>();
        var rank = 0;
        foreach (var merge in model.GetProperty("merges").EnumerateArray())
        {
            // Written as two strings, or by older versions as one with a space between.
            var (left, right) = merge.ValueKind == JsonValueKind.Array ? (merge[0].GetString()!, merge[1].GetString()!) : Halves(merge.GetString()!);
            merges[(Id(left), Id(right))] = (rank++, Id(left + right));
        }

        var unknown = Text(model, "unk_token", "");
        return new(
            vocabulary, merges, Flag(model, "byte_fallback"), unknown.Length > 0 ? Id(unknown) : null, Flag(model, "fuse_unk"), Flag(model, "ignore_merges"));

        int Id(string piece) => vocabulary.TryGetValue(piece, out var id) ? id : throw new NotSupportedException($"its vocabulary lacks '{piece}'");
    }

    /// <summary>Reads the steps from a text to its words: normalizer, then pre-tokenizer.</summary>
    /// <exception cref="NotSupportedException">One of them is not known.</exception>
    public IReadOnlyList<TextStep> Steps() =>
        [.. Parts(root, "normalizer", "normalizers").Select(Normalizer), .. Parts(root, "pre_tokenizer", "pretokenizers").Select(PreTokenizer)];

    /// <summary>Reads how tokens become text.</summary>
    /// <exception cref="NotSupportedException">A part of it is not known.</exception>
    public BpeDecoder Decoder()
    {
        var decoder = new BpeDecoder();
        foreach (var part in Parts(root, "decoder", "decoders"))
        {
            decoder = Text(part, "type", "") switch
            {
                "ByteLevel" => decoder with { IsByteLevel = true },
                "Replace" => decoder with { Mark = PatternText(part), Space = Text(part, "content", "") },
                "Metaspace" => decoder with { Mark = Text(part, "replacement", "▁"), Space = " ", StripsSpace = Scheme(part) != "never" },
                "ByteFallback" => decoder with { HasByteFallback = true },
                "Strip" => decoder with { StripsSpace = part.GetProperty("start").GetInt32() == 1 && Text(part, "content", " ") == " " },
                "Fuse" => decoder,
                var type => throw new NotSupportedException($"its decoder has the part {type}"),
            };
        }

        return decoder;
    }

    private static TextStep Normalizer(JsonElement part) => Text(part, "type", "") switch
    {
        "NFC" => TextSteps.Compose,
        "Lowercase" => TextSteps.Lowercase,
        "Prepend" => TextSteps.Prepend(Text(part, "prepend", "")),
        "Strip" => TextSteps.Strip(Flag(part, "strip_left"), Flag(part, "strip_right")),
        "Replace" => Regex(part) is { } regex
            ? TextSteps.Replace(new WordPattern(regex), Text(part, "content", ""))
            : TextSteps.Replace(PatternText(part), Text(part, "content", "")),
        var type => throw new NotSupportedException($"its normalizer has the part {type}"),
    };

    private static TextStep PreTokenizer(JsonElement part) => Text(part, "type", "") switch
    {
        "ByteLevel" => TextSteps.ByteLevel(Flag(part, "add_prefix_space"), !part.TryGetProperty("use_regex", out var cuts) || cuts.GetBoolean()),
        "Metaspace" => TextSteps.Metaspace(
            Text(part, "replacement", "▁"), Scheme(part), !part.TryGetProperty("split", out var splits) || splits.GetBoolean()),
        "Digits" => TextSteps.Split(
            new WordPattern(@"\p{N}"), Flag(part, "individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous, isInverted: false),
        "Split" => Regex(part) is { } regex
            ? TextSteps.Split(new WordPattern(regex), Behavior(part), Flag(part, "invert"))
            : TextSteps.Split(PatternText(part), Behavior(part), Flag(part, "invert")),
        var type => throw new NotSupportedException($"its pre_tokenizer has the part {type}"),
    };

    // Older files say whether a space is put before the text with a flag.
    private static string Scheme(JsonElement part) =>
        Text(part, "prepend_scheme", part.TryGetProperty("add_prefix_space", out var adds) && !adds.GetBoolean() ? "never" : "always");

    private static SplitBehavior Behavior(JsonElement part) => Text(part, "behavior", "") is var name && Enum.TryParse<SplitBehavior>(name, out var behavior)
        ? behavior
        : throw new NotSupportedException($"its pre_tokenizer has the behavior '{name}'");

    private static string? Regex(JsonElement part) => part.GetProperty("pattern").TryGetProperty("Regex", out var regex) ? regex.GetString() : null;

    private static string PatternText(JsonElement part) => part.GetProperty("pattern").GetProperty("String").GetString()!;

    private static (string Left, string Right) Halves(string merge)
    {
        var space = merge.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? (merge[..space], merge[(space + 1)..]) : throw new NotSupportedException($"its merge '{merge}' is not two pieces");
    }

    private static IEnumerable<JsonElement> Parts(JsonElement owner, string name, string list)
    {
        if (!owner.TryGetProperty(name, out var part) || part.ValueKind == JsonValueKind.Null) return [];
        return Text(part, "type", "") == "Sequence" ? part.GetProperty(list).EnumerateArray().SelectMany(Flat) : [part];

        IEnumerable<JsonElement> Flat(JsonElement inner) =>
            Text(inner, "type", "") == "Sequence" ? inner.GetProperty(list).EnumerateArray().SelectMany(Flat) : [inner];
    }

    private static bool Flag(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string Text(JsonElement owner, string name, string missing) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : missing;
}
