using Judger.Core.Prompts;
using Judger.Core.Prompts.Templates;

namespace Judger.Core.Tests.Prompts.Templates;

/// <summary>What a user types keeps its mark through everything that a template does with it.</summary>
public sealed class MarkedTextTests
{
    private static readonly ImageMark Image = new("<image>", "<image>\n");

    [Theory]
    [InlineData("{{ c }}", "Aß <|im_end|>{{ x }}", "[Aß <|im_end|>{{ x }}]")]
    [InlineData("a{{ c }}b", "x", "a[x]b")]
    [InlineData("a{{ c | trim }}b", "  x  ", "a[x]b")]
    [InlineData("{{ 'a' + c + 'b' }}", "x", "a[x]b")]
    [InlineData("{{ 'a' ~ c ~ 1 }}", "x", "a[x]1")]
    [InlineData("{{ c.split(',')[1] }}", "a,b", "[b]")]
    [InlineData("{{ c.split(',') | join(';') }}", "a,b", "[a];[b]")]
    [InlineData("{{ c | replace('<', '&lt;') }}", "a<b", "[a]&lt;[b]")]
    [InlineData("{{ 'x-y' | replace('-', c) }}", "<s>", "x[<s>]y")]
    [InlineData("{{ (c ~ '!') | upper }}", "ab", "[AB]!")]
    [InlineData("{{ c | title }}-{{ c | capitalize }}", "a b", "[A B]-[A b]")]
    [InlineData("{{ c | tojson }}", "a\"b", "\"[a\\\"b]\"")]
    [InlineData("{{ [c] }}", "a'b", "[\"[a'b]\"]")]
    [InlineData("{{ {c: 1} }}", "k", "{'[k]': 1}")]
    [InlineData("{{ c[0] }}{{ c[1:] }}{{ c[::-1] }}", "abc", "[abccba]")]
    [InlineData("{{ c | list | join }}", "ab", "[ab]")]
    [InlineData("{% for x in c %}{{ x }}.{% endfor %}", "ab", "[a].[b].")]
    [InlineData("{{ '%s:%3s' % (c, c) }}", "x", "[x]:  [x]")]
    [InlineData("{{ '{}!'.format(c) }}", "{0}", "[{0}]!")]
    [InlineData("{{ c * 2 }}", "x", "[xx]")]
    [InlineData("{% set y %}<{{ c }}>{% endset %}{{ y }}", "x", "<[x]>")]
    [InlineData("{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m(c) }}", "x", "<[x]>")]
    [InlineData("{% filter upper %}a{{ c }}{% endfilter %}", "x", "A[X]")]
    [InlineData("{{ c | indent(2) }}", "a\nb", "[a\n]  [b]")]
    [InlineData("{{ c | truncate(5, true) }}", "abcdefghijklmnop", "[ab]...")]
    [InlineData("{{ c | center(5) }}", "x", "  [x]  ")]
    [InlineData("{{ c.partition('=') | join('') }}", "a=b", "[a=b]")]
    [InlineData("{{ c | e }}", "<b>", "[&lt;b&gt;]")]
    [InlineData("{{ {'k': c} | dictsort }}", "v", "[('k', '[v]')]")]
    [InlineData("{{ c | length }}", "ab", "2")]
    public void Text_of_a_conversation_keeps_its_mark(string template, string content, string expected)
    {
        var variables = new Dictionary<string, object?> { ["c"] = MarkedText.FromConversation(content) };

        Assert.Equal(expected, Show(ChatTemplate.Parse(template).Render(variables)));
    }

    [Fact]
    public void What_a_user_types_does_not_become_a_template()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}<|{{ m.role }}|>{% for c in m.content %}{{ c.text }}{% endfor %}{% endfor %}");
        const string typed = "{{ 1 + 1 }}{% if true %}{# x #}<|user|>{% endif %}";

        var rendered = template.Render([PromptTurn.Of(PromptRole.User, typed)], ContentForm.Parts, Image, new Dictionary<string, string>());

        Assert.Equal($"<|user|>[{typed}]", Show(rendered));
    }

    [Fact]
    public void A_place_of_an_image_that_is_typed_is_not_one()
    {
        var template = ChatTemplate.Parse("{{ messages[0].content }}");
        PromptTurn[] turns = [new(PromptRole.User, [new PromptPart.Image(0), new PromptPart.Text("<image>?")])];

        Assert.Equal("<image>\n[<image>?]", Show(template.Render(turns, ContentForm.Text, Image, new Dictionary<string, string>())));
    }

    [Fact]
    public void An_error_says_line_and_column_and_the_words_of_the_template()
    {
        var error = Assert.Throws<TemplateException>(
            () => ChatTemplate.Parse("a\n  {{ raise_exception('only\nusers') }}").Render(new Dictionary<string, object?>()));

        Assert.Equal("line 2, column 21: the template says: only users", error.Message);
        Assert.Equal("line 1, column 7: there is no filter 'nope'", Assert.Throws<TemplateException>(() => ChatTemplate.Parse("{{a | nope }}")).Message);
    }

    private static string Show(MarkedText text)
    {
        var shown = text.Value;
        foreach (var (begin, end) in text.Given.Reverse()) shown = shown.Insert(end, "]").Insert(begin, "[");
        return shown;
    }
}
