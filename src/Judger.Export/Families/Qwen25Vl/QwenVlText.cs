using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>Reads the text model of a Qwen-VL.</summary>
internal static class QwenVlText
{
    private const int Axes = 3;

    /// <summary>What transformers takes for the text model of Qwen2.5-VL where it is silent.</summary>
    public static TextDefaults Qwen25 { get; } = new("qwen2_5_vl_text")
    {
        Vocabulary = 152064,
        Hidden = 8192,
        Intermediate = 29568,
        Layers = 80,
        Heads = 64,
        KeyValueHeads = 8,
        Context = 32768,
        NormEpsilon = 1e-5,
        RopeTheta = 1e6,
        Window = 4096,
        FullLayers = 80,
        SlidesByFlag = true,
        HasAttentionBias = true,
        Rope = QwenVlFields.Rope,
        RopeTypes = ["default", "mrope"],
        HeadMultiple = 8,
    };

    /// <summary>What transformers takes for the text model of Qwen3-VL where it is silent.</summary>
    public static TextDefaults Qwen3 { get; } = new("qwen3_vl_text")
    {
        Vocabulary = 151936,
        Intermediate = 22016,
        HeadSize = 128,
        Context = 128000,
        RopeTheta = 5e5,
        HasHeadNorms = true,
        Rope = QwenVlFields.Rope,
        RopeTypes = ["default", "mrope"],
        HeadMultiple = 8,
    };

    /// <summary>Reads <c>text_config</c>, or in older files, which have none, the whole file.</summary>
    /// <param name="config">The file.</param>
    /// <param name="defaults">What is taken where it is silent.</param>
    /// <param name="sections">Pairs of a head that turn by time, row and column where the file does not say.</param>
    /// <param name="isInterleaved">Whether the axes take turns from pair to pair; else their pairs lie one axis behind the other.</param>
    /// <param name="warn">Is called with fields that are not known.</param>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static TextConfig Read(ConfigSection config, TextDefaults defaults, int[] sections, bool isInterleaved, Action<string>? warn)
    {
        var section = config.HasSection("text_config") ? config.Section("text_config") : config;
        if (section != config)
        {
            QwenVlFields.Text.Check(section, warn);
            var type = section.Text("model_type", defaults.Type);

            // Files of transformers 4 and 5 call it by the whole model's type or by its own.
            if (type != defaults.Type && type != config.Text("model_type", ""))
                throw section.Unsupported("model_type", type, $"a text model of {defaults.Type}");
        }

        var text = LlamaConfig.Read(section, config.Flag("tie_word_embeddings", false), defaults, config);
        return text with { RotaryAxes = ReadAxes(section, sections, text.HeadSize / 2, isInterleaved) };
    }

    /// <summary>Which axis turns each pair.</summary>
    /// <param name="sections">How many pairs each axis turns.</param>
    /// <param name="pairs">Pairs of a head.</param>
    /// <param name="isInterleaved">
    /// True for time, row, column, time, and so on, until row or column has had as many as it has sections of three; the rest is time's.
    /// </param>
    internal static int[] AxisOfPairs(int[] sections, int pairs, bool isInterleaved) => isInterleaved
        ? [.. Enumerable.Range(0, pairs).Select(pair => pair % Axes is var axis && axis > 0 && pair < Axes * sections[axis] ? axis : 0)]
        : [.. sections.SelectMany((count, axis) => Enumerable.Repeat(axis, count))];

    private static int[] ReadAxes(ConfigSection section, int[] sections, int pairs, bool isInterleaved)
    {
        var rope = section.HasSection("rope_parameters") ? section.Section("rope_parameters") : section.Section("rope_scaling");
        sections = rope.Integers("mrope_section", sections);

        // Axes that take turns leave to the time what they do not have, so transformers asks for no sum there.
        if (sections.Length != Axes || sections.Min() < 0 || (!isInterleaved && sections.Sum() != pairs))
            throw rope.Wrong("mrope_section", isInterleaved ? "three numbers" : $"three numbers of {pairs} pairs together");
        if (rope.Flag("mrope_interleaved", isInterleaved) != isInterleaved)
            throw rope.Unsupported("mrope_interleaved", $"{!isInterleaved}".ToLowerInvariant(), "the family's own layout of rotary positions");
        return AxisOfPairs(sections, pairs, isInterleaved);
    }
}
