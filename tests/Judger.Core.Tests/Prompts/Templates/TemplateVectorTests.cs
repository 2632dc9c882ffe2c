using Judger.Core.Prompts.Templates;

namespace Judger.Core.Tests.Prompts.Templates;

/// <summary>Templates become what Jinja itself makes of them, and fail where it fails.</summary>
public sealed class TemplateVectorTests
{
    [Theory]
    [InlineData("expressions.json", 500)]
    [InlineData("conversations.json", 80)]
    public void Templates_become_what_jinja_makes_of_them(string file, int least)
    {
        var vectors = TemplateVectors.Read(file);
        var shared = TemplateValues.Variables(vectors.GetProperty("variables"));
        var cases = vectors.GetProperty("cases").EnumerateArray().ToList();
        var wrong = new List<string>();
        foreach (var row in cases)
        {
            var (template, expected) = (row.GetProperty("template").GetString()!, row.GetProperty("output").GetString());
            var variables = row.TryGetProperty("variables", out var own) ? TemplateValues.Variables(own) : shared;
            var (actual, problem) = Render(template, variables);
            if (actual != expected) wrong.Add($"{template}\n  => {actual ?? problem}\n not {expected ?? "an error"}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases.Count}:\n{string.Join("\n", wrong)}");
        Assert.True(cases.Count >= least);
    }

    private static (string? Output, string? Problem) Render(string template, IReadOnlyDictionary<string, object?> variables)
    {
        try
        {
            return (ChatTemplate.Parse(template).Render(variables, time: FixedTime.OfVectors).Value, null);
        }
        catch (TemplateException e)
        {
            return (null, e.Message);
        }
    }
}
