using Judger.Export.Checkpoints;
using Judger.Export.Families.Gemma3;
using Judger.Export.Families.InternVl;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaNext;
using Judger.Export.Families.LlavaOneVision;
using Judger.Export.Families.Qwen25Vl;
using Judger.Export.Families.Qwen3Vl;
using Judger.Export.Families.SmolVlm;

namespace Judger.Export.Families;

/// <summary>The families that can be exported.</summary>
internal static class ModelFamilies
{
    /// <summary>All of them. A new family is a folder beside <c>Llava</c>, and a line here.</summary>
    public static IReadOnlyList<IModelFamily> All { get; } =
    [
        new LlavaFamily(), new LlavaNextFamily(), new LlavaOneVisionFamily(), new Qwen25VlFamily(), new Qwen3VlFamily(), new SmolVlmFamily(),
        new InternVlFamily(), new Gemma3Family(),
    ];

    /// <summary>The family of a checkpoint, by the <c>model_type</c> of its <c>config.json</c>, or by <c>architectures</c> where that is missing.</summary>
    /// <exception cref="CheckpointException">It is of no family that is known; the message names those that are.</exception>
    public static IModelFamily Of(ConfigSection config)
    {
        var type = config.Text("model_type", "");
        var architectures = config.Texts("architectures");
        return All.FirstOrDefault(family => type.Length > 0 ? family.ModelTypes.Contains(type) : family.Architectures.Intersect(architectures).Any())
            ?? throw (type.Length == 0 && architectures.Count > 0
                ? config.Unsupported("architectures", string.Join(", ", architectures), $"one of {Known(family => family.Architectures)}")
                : config.Unsupported("model_type", $"'{type}'", $"one of {Known(family => family.ModelTypes)}"));
    }

    private static string Known(Func<IModelFamily, IEnumerable<string>> names) =>
        string.Join("; ", All.Select(family => $"{string.Join(", ", names(family))} ({family.Name})"));
}
