using System.Text.RegularExpressions;

namespace Judger.Experts.OpenAI;

/// <summary>Finds which parameter a server refuses by name.</summary>
/// <remarks>
/// OpenAI and vLLM name it in <c>param</c>, FastAPI in <c>loc</c>, Azure, Ollama, LiteLLM and Anthropic in the message. So the name is looked for in all of the
/// error, and a parameter that was not sent does not count. A wrong guess costs one request: a parameter stays left out only if the server then accepts.
/// </remarks>
internal static partial class RefusedParameter
{
    /// <summary>The name in the request.</summary>
    public static string Name(ChatParameter parameter) => parameter switch
    {
        ChatParameter.Temperature => "temperature",
        ChatParameter.MaxCompletionTokens => "max_completion_tokens",
        ChatParameter.MaxTokens => "max_tokens",
        _ => "response_format",
    };

    /// <summary>The refused parameter among those that were sent, or null.</summary>
    public static ChatParameter? Find(ServerError error, IReadOnlySet<ChatParameter> sent)
    {
        // Where the server says which parameter it means, the others are only mentioned.
        if (error.Parameter is { } named) return First(named, sent);

        // A prompt that is too long for the model is not about the limit of the reply.
        if (ContextLength().IsMatch(error.Words)) sent = new HashSet<ChatParameter>(sent.Where(parameter => !IsLimit(parameter)));
        return First(error.Words, sent);
    }

    private static ChatParameter? First(string text, IReadOnlySet<ChatParameter> sent)
    {
        foreach (Match match in Names().Matches(text))
        {
            var found = sent.Where(parameter => match.Groups["limit"].Success ? IsLimit(parameter)
                : match.Groups["temperature"].Success ? parameter == ChatParameter.Temperature
                : parameter == ChatParameter.ResponseFormat);
            foreach (var parameter in found) return parameter;
        }

        return null;
    }

    // Servers that know only one of the two names call the limit by that one.
    private static bool IsLimit(ChatParameter parameter) => parameter is ChatParameter.MaxCompletionTokens or ChatParameter.MaxTokens;

    [GeneratedRegex("""
        (?<![A-Za-z0-9_]) (?:
            (?<temperature> temperature )
            | (?<limit> max_completion_tokens | max_tokens | max_output_tokens | max_new_tokens | num_predict )
            | (?<format> response_format | json_schema | structured[ _]outputs? | output_format | guided_json ) ) (?![A-Za-z0-9_])
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Names();

    [GeneratedRegex(@"context[ _](?:length|window)|prompt is too long", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ContextLength();
}
