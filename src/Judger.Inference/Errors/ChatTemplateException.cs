using Judger.Core.Prompts.Templates;

namespace Judger.Inference.Errors;

/// <summary>The model's own chat template does not write a conversation.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="cause">The template's own error, where it has one.</param>
public sealed class ChatTemplateException(string problem, TemplateException? cause = null)
    : InferenceException($"The model's chat template does not write this conversation ({problem}): ask otherwise, or export the model with a --profile.", cause)
{
    /// <inheritdoc/>
    public override string Code => "chat_template";

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;
}
