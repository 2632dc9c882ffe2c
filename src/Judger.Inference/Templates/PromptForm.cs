namespace Judger.Inference.Templates;

/// <summary>Where the form of a model's prompts comes from. The words are always those of its profile.</summary>
public enum PromptForm
{
    /// <summary>The profile: the model has no template of its own, or one that cannot be used.</summary>
    BuiltIn,

    /// <summary>The profile, and the model's own template writes the same.</summary>
    BuiltInAsTemplate,

    /// <summary>The model's own template, which writes otherwise than the profile.</summary>
    Template,
}
