namespace Judger.Core.Prompts.Templates;

/// <summary>The form in which a template takes what a turn says. Templates differ, and only trying tells which one they take.</summary>
public enum ContentForm
{
    /// <summary>A list of parts, each with a type.</summary>
    Parts,

    /// <summary>A list of parts for a user's turn, and a text for the others, which have no images.</summary>
    PartsOfUser,

    /// <summary>A text, in which the places of images are written out.</summary>
    Text,
}
