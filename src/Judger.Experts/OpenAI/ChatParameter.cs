namespace Judger.Experts.OpenAI;

/// <summary>Parameters of a request that some servers refuse, and that a judgment can do without.</summary>
internal enum ChatParameter
{
    /// <summary><c>temperature</c>.</summary>
    Temperature,

    /// <summary><c>max_completion_tokens</c>, the present name of the limit of output tokens.</summary>
    MaxCompletionTokens,

    /// <summary><c>max_tokens</c>, its earlier name. It is sent where the present one is refused.</summary>
    MaxTokens,

    /// <summary><c>response_format</c>.</summary>
    ResponseFormat,
}
