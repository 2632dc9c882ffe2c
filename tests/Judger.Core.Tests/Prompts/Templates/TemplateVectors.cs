using System.Text.Json;

namespace Judger.Core.Tests.Prompts.Templates;

/// <summary>Templates and what Jinja 3.1.6 makes of them, set up as transformers sets it up.</summary>
internal static class TemplateVectors
{
    /// <summary>A file of vectors.</summary>
    public static JsonElement Read(string name)
    {
        using var stream = typeof(TemplateVectors).Assembly.GetManifestResourceStream($"{typeof(TemplateVectors).Namespace}.{name}")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
