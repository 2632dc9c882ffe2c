namespace Judger.Export.Families;

/// <summary>The decoder layer, 0-based, whose attention says where a model looks, where nobody has found it for the model.</summary>
internal static class LookingLayer
{
    /// <summary>LLaVA-1.5's ("MLLMs Know Where to Look", ICLR 2025), which has 32 in its 7B form.</summary>
    public const int Published = 14;

    private const int PublishedLayers = 32;

    /// <summary>Qwen2.5-VL's (the code of the same paper), which has 36 in its 3B form.</summary>
    public const int PublishedForQwen = 22;

    private const int PublishedQwenLayers = 36;

    /// <summary>The layer that is the same part of the way in a Qwen-VL.</summary>
    public static int OfQwen(int layers) => layers * PublishedForQwen / PublishedQwenLayers;

    /// <summary>The layer that is the same part of the way.</summary>
    public static int Of(int layers) => layers * Published / PublishedLayers;
}
