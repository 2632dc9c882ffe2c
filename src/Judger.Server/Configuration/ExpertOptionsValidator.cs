using Judger.Experts.OpenAI;

namespace Judger.Server.Configuration;

/// <summary>Checks the experts of a configuration.</summary>
internal static class ExpertOptionsValidator
{
    /// <summary>
    /// All errors; each names the configuration key and what to do. An API key that cannot be read is reported at the start, not at the first question.
    /// </summary>
    public static IEnumerable<string> Errors(IReadOnlyList<OpenAIExpertOptions> experts)
    {
        for (var index = 0; index < experts.Count; index++)
        {
            var expert = experts[index];
            foreach (var error in expert.Errors()) yield return $"Experts:{index}:{error}";
            if (ExpertNames.IsBuiltIn(expert.Name)) yield return $"Experts:{index}:Name is \"{expert.Name}\", which is built in; give another name.";
            if (experts.Take(index).Any(other => other.Name == expert.Name))
                yield return $"Experts:{index}:Name is \"{expert.Name}\", which another expert has; give another name.";
            if (ApiKeys.Problem(expert) is { } problem) yield return $"Experts:{index}: {problem}";
        }
    }
}
