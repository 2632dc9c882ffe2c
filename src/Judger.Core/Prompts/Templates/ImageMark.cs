namespace Judger.Core.Prompts.Templates;

/// <summary>How the published templates of a family write the place of an image.</summary>
/// <param name="Place">What stands once for each image in a template's output.</param>
/// <param name="InText">An image within a text, for a template that takes texts alone; it has <paramref name="Place"/> once.</param>
public sealed record ImageMark(string Place, string InText);
