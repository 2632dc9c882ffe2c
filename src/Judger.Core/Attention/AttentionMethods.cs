namespace Judger.Core.Attention;

/// <summary>The attention methods that a model's manifest can name.</summary>
public static class AttentionMethods
{
    /// <summary>The method of a manifest that names none.</summary>
    public static IAttentionMethod Default { get; } = new RelativeAttention();

    /// <summary>All methods, by name.</summary>
    public static IReadOnlyDictionary<string, IAttentionMethod> ByName { get; } =
        new[] { Default, new QuestionAttention() }.ToDictionary(method => method.Name, StringComparer.Ordinal);
}
