using Judger.Export.Checkpoints.Fields;

namespace Judger.Export.Families.Llava;

/// <summary>What transformers takes for the fields that the configuration of a text model leaves out.</summary>
/// <param name="Type">Its <c>model_type</c>.</param>
internal sealed record TextDefaults(string Type)
{
    /// <summary>Llama's.</summary>
    public static TextDefaults Llama { get; } = new("llama");

    /// <summary>Mistral's: a window of attention that slides unless it is said to be null.</summary>
    public static TextDefaults Mistral { get; } = new("mistral") { Intermediate = 14336, KeyValueHeads = 8, Context = 131072, Window = 4096 };

    /// <summary>Qwen2's: biases of queries, keys and values, and a window that slides only where a flag says so.</summary>
    public static TextDefaults Qwen2 { get; } = new("qwen2")
    {
        Vocabulary = 151936,
        Intermediate = 22016,
        Context = 32768,
        Window = 4096,
        HasAttentionBias = true,
        SlidesByFlag = true,
    };

    /// <summary>Qwen3's: queries and keys are normed, and a window slides only where a flag says so.</summary>
    public static TextDefaults Qwen3 { get; } = new("qwen3")
    {
        Vocabulary = 151936,
        Intermediate = 22016,
        HeadSize = 128,
        Context = 32768,
        Window = 4096,
        HasHeadNorms = true,
        SlidesByFlag = true,
    };

    /// <summary>Width of the residual stream.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>Decoder layers.</summary>
    public int Layers { get; init; } = 32;

    /// <summary>Query heads.</summary>
    public int Heads { get; init; } = 32;

    /// <summary>Width of a head; null for the stream's width by the heads.</summary>
    public int? HeadSize { get; init; }

    /// <summary>Epsilon of RMSNorm.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The base of the rotary wavelengths.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>The table of the fields of rotary positions.</summary>
    public FieldTable Rope { get; init; } = LlavaFields.Rope;

    /// <summary>The kinds of rotary positions that the graphs have.</summary>
    public IReadOnlyList<string> RopeTypes { get; init; } = ["default"];

    /// <summary>Of what heads must be a multiple: GroupQueryAttention's own rotation works on 16 values at a time.</summary>
    public int HeadMultiple { get; init; } = 16;

    /// <summary>Rows of the embeddings.</summary>
    public int Vocabulary { get; init; } = 32000;

    /// <summary>Width of the feed-forward layer.</summary>
    public int Intermediate { get; init; } = 11008;

    /// <summary>Key and value heads; null for as many as there are heads.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Most positions.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>Positions that a layer looks back at; null for all.</summary>
    public int? Window { get; init; }

    /// <summary>Whether attention slides only where <c>use_sliding_window</c> says so.</summary>
    public bool SlidesByFlag { get; init; }

    /// <summary>Whether queries, keys and values have biases.</summary>
    public bool HasAttentionBias { get; init; }

    /// <summary>Whether queries and keys are normed, each head on its own.</summary>
    public bool HasHeadNorms { get; init; }

    /// <summary>The layer from which attention slides, where the flag says that it does.</summary>
    public int FullLayers { get; init; } = 28;

    /// <summary>Tokens that end an answer.</summary>
    public int[] Ends { get; init; } = [2];
}
