using System.Diagnostics;
using System.Text;
using Judger.Core.Prompts;
using Judger.Core.Prompts.Templates;

namespace Judger.Core.Tests.Prompts.Templates;

/// <summary>A template that wants to use up time, memory or the stack ends soon, with the one error that templates have.</summary>
public sealed class HostileTemplateTests(ITestOutputHelper output)
{
    private const long MostBytes = 400L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);
    private static readonly string[] Alphabet =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "(", ")", "[", "]", "{", "}", "'", "\"", "|", ".", ",", ":", "=", "==", "~", "*", "**", "\n", "\\", " ",
        "for", "in", "if", "else", "endif", "endfor", "set", "endset", "macro", "endmacro", "not", "is", "loop", "messages", "content", "1", "99999999", "0.5",
        "recursive", "range", "namespace", "tojson", "trim", "raw", "endraw", "é", "\uD83E", "🥚",
    ];

    public static TheoryData<string, string> Templates =>
    [
        new("loops within loops", "{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}{% endfor %}{% endfor %}{% endfor %}"),
        new("long range", "{{ range(10**9) | list }}"),
        new("long range by steps", "{{ range(-(10**18), 10**18, 3) | list }}"),
        new("macro that calls itself", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"),
        new("macros that call each other", "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}"),
        new("macro that calls itself twice", "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}"),
        new("caller that calls itself",
            "{% macro f() %}{{ caller() }}{% endmacro %}{% macro g() %}{% call f() %}{{ g() }}{% endcall %}{% endmacro %}{{ g() }}"),
        new("endless recursive loop", "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}"),
        new("long text", "{{ 'a' * 10**9 }}"),
        new("long text of a long text", "{{ ('a' * 1000000) * 1000000000000 }}"),
        new("long list", "{{ [0] * 10**12 }}"),
        new("long list of nothing", "{% for x in [[]] * 10**8 %}{% endfor %}"),
        new("text that doubles", "{% set n = namespace(s='a') %}{% for i in range(100) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}"),
        new("list that doubles", "{% set n = namespace(s=[1]) %}{% for i in range(100) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s | length }}"),
        new("replacement that grows", "{% set n = namespace(s='a') %}{% for i in range(100) %}{% set n.s = n.s | replace('a', 'aa') %}{% endfor %}"),
        new("nothing replaced", "{{ ('a' * 1000000) | replace('', 'b' * 1000) }}"),
        new("wide", "{{ 'a' | center(10**9) }}"),
        new("wide to the left", "{{ 'a'.ljust(10**12) }}"),
        new("wide number", "{{ '%1000000000d' % 1 }}"),
        new("zeros", "{{ '7'.zfill(10**9) }}"),
        new("indent", "{{ ('a\n' * 100000) | indent(1000) }}"),
        new("joined", "{{ (['a'] * 100000) | join('b' * 100000) }}"),
        new("power", "{{ 9 ** 9 ** 9 ** 9 }}"),
        new("list in itself, written", "{% set n = namespace(x=1) %}{% for i in range(50000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}"),
        new("list in itself, as JSON", "{% set n = namespace(x=1) %}{% for i in range(50000) %}{% set n.x = {'a': n.x} %}{% endfor %}{{ n.x | tojson }}"),
        new("lists in themselves, compared",
            "{% set n = namespace(x=1, y=1) %}{% for i in range(50000) %}{% set n.x = [n.x] %}{% set n.y = [n.y] %}{% endfor %}{{ n.x == n.y }}"),
        new("list twice in itself", "{% set n = namespace(x=1) %}{% for i in range(90) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}"),
        new("list twice in itself, compared",
            "{% set n = namespace(x=1, y=1) %}{% for i in range(90) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}"),
        new("namespace in itself", "{% set n = namespace() %}{% set n.n = n %}{{ n.n.n }}"),
        new("slow search", "{% for i in range(100000) %}{{ ('a' * 500 ~ 'b' ~ 'a' * 500) in 'a' * 100000 }}{% endfor %}"),
        new("slow unique", "{{ range(100000) | unique | list | length }}"),
        new("slow sort", "{% for i in range(10000) %}{% set x = range(1000) | sort(reverse=true) %}{% endfor %}"),
        new("slow trim", "{% for i in range(100000) %}{% set x = (' ' * 40000) | trim %}{% endfor %}"),
        new("class", "{{ ''.__class__.__mro__ }}"),
        new("class of a map", "{{ {}['__class__'] }}"),
        new("globals of a function", "{{ range.__globals__ }}"),
        new("changed list", "{{ messages.append(1) }}"),
        new("changed map", "{{ messages[0].update({}) }}"),
        new("parentheses", "{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}"),
        new("brackets", "{{ " + new string('[', 100_000)),
        new("braces", "{{ " + string.Concat(Enumerable.Repeat("{1:", 50_000))),
        new("minuses", "{{ " + string.Concat(Enumerable.Repeat("- ", 100_000)) + "1 }}"),
        new("nots", "{{ " + string.Concat(Enumerable.Repeat("not ", 100_000)) + "1 }}"),
        new("ifs", string.Concat(Enumerable.Repeat("{% if 1 %}", 30_000))),
        new("fors", string.Concat(Enumerable.Repeat("{% for x in messages %}", 20_000))),
        new("macros", string.Concat(Enumerable.Repeat("{% macro f() %}", 20_000))),
        new("inline ifs", "{{ " + string.Concat(Enumerable.Repeat("1 if 1 else ", 30_000)) + "1 }}"),
        new("members", "{{ messages" + string.Concat(Enumerable.Repeat("[0]", 100_000)) + " }}"),
        new("filters", "{{ 1" + string.Concat(Enumerable.Repeat("|abs", 100_000)) + " }}"),
        new("sums", "{{ 1" + string.Concat(Enumerable.Repeat("+1", 200_000)) + " }}"),
        new("calls", "{{ 1" + string.Concat(Enumerable.Repeat("()", 200_000)) + " }}"),
        new("targets", "{% set " + new string('(', 100_000)),
        new("too long", new string('x', 600_000)),
        new("long words", "{{ raise_exception('no ' * 100000) }}"),
        new("long name of a filter", "{{ 1 | " + new string('x', 100_000) + " }}"),
        new("long name of a variable", "{{ " + new string('x', 100_000) + ".y }}"),
        new("lines in the name of a member", "{{ messages['a\nb\u2028c'].d }}"),
        new("long date", "{{ strftime_now('%B' * 1000000) }}"),
        new("own words", "{{ raise_exception('no\nimages') }}"),
    ];

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_hostile_template_ends_soon_with_the_error_of_templates(string name, string template)
    {
        var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var error = Record.Exception(() => Render(template));
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms, {bytes >> 20} MiB, {error?.Message}");

        Assert.IsType<TemplateException>(error);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.InRange(error.Message.Length, 1, 400);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, MostTime);
        Assert.InRange(bytes, 0, MostBytes);
    }

    [Fact]
    public void A_damaged_template_gives_a_text_or_the_error_of_templates()
    {
        const int mutations = 2000;
        var random = new Random(20261128);
        var sources = TemplateVectors.Read("conversations.json").GetProperty("cases").EnumerateArray()
            .Concat(TemplateVectors.Read("expressions.json").GetProperty("cases").EnumerateArray())
            .Select(row => row.GetProperty("template").GetString()!).Distinct().ToList();
        var failed = 0;
        for (var i = 0; i < mutations; i++)
        {
            var damaged = Damage(sources[random.Next(sources.Count)], random);
            var error = Record.Exception(() => Render(damaged));
            Assert.True(error is null or TemplateException, $"{damaged}\n{error}");
            if (error is not null) failed++;
        }

        Assert.InRange(failed, mutations / 10, mutations);
    }

    private static void Render(string template)
    {
        PromptTurn[] turns = [new(PromptRole.User, [new PromptPart.Image(0), new PromptPart.Text("What?")]), PromptTurn.Of(PromptRole.Assistant, "A bird.")];
        foreach (var form in Enum.GetValues<ContentForm>())
            ChatTemplate.Parse(template).Render(turns, form, new("<image>", "<image>\n"), new Dictionary<string, string> { ["bos_token"] = "<s>" });
    }

    private static string Damage(string template, Random random)
    {
        var damaged = new StringBuilder(template);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(damaged.Length + 1);
            var length = Math.Min(random.Next(1, 9), damaged.Length - at);
            switch (random.Next(4))
            {
                case 0: damaged.Remove(at, length); break;
                case 1: damaged.Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
                case 2: damaged.Remove(at, length).Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
                default: damaged.Insert(at, damaged.ToString(at, length)); break;
            }
        }

        return damaged.ToString();
    }
}
