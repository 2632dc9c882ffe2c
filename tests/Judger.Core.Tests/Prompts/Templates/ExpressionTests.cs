using Judger.Core.Prompts.Templates;

namespace Judger.Core.Tests.Prompts.Templates;

/// <summary>Small templates become what Jinja itself makes of them.</summary>
public sealed class ExpressionTests
{
    [Fact]
    public void Templates_become_what_jinja_makes_of_them()
    {
        var vectors = TemplateVectors.Read("expressions.json");
        var wrong = new List<string>();
        foreach (var row in vectors.GetProperty("cases").EnumerateArray())
        {
            var (template, expected) = (row.GetProperty("template").GetString()!, row.GetProperty("output").GetString());
            var actual = Render(template);
            if (actual.Output != expected) wrong.Add($"{template} => {actual.Output ?? actual.Problem}, not {expected ?? "an error"}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(vectors.GetProperty("cases").GetArrayLength() > 450);

        (string? Output, string? Problem) Render(string template)
        {
            try
            {
                return (ChatTemplate.Parse(template).Render(TemplateValues.Variables(vectors.GetProperty("variables"))).Value, null);
            }
            catch (TemplateException e)
            {
                return (null, e.Message);
            }
        }
    }
}
