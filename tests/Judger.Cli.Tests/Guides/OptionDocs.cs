using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Judger.Cli.Tests.Guides;

/// <summary>What the documentation in the code says of an option: its summary, and its &lt;value&gt;, which holds range and default.</summary>
/// <param name="Meaning">The summary without the value.</param>
/// <param name="Value">Range and default, as they are written; empty where there are none.</param>
internal sealed partial record OptionDocs(string Meaning, string Value)
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, XElement>> Files = new(StringComparer.Ordinal);

    /// <summary>The documentation of a property. An option without one is a defect of the code.</summary>
    public static OptionDocs Of(PropertyInfo property)
    {
        var name = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var member = MembersOf(property.DeclaringType.Assembly).GetValueOrDefault(name);
        Assert.True(member is not null, $"{name} has no documentation.");
        var summary = member.Element("summary");
        Assert.True(summary is not null, $"{name} has no summary.");
        var values = summary.Elements("value").Concat(member.Elements("value")).Select(Text);
        var meaning = new XElement(summary);
        meaning.Elements("value").Remove();
        return new(Text(meaning), string.Join(' ', values));
    }

    /// <summary>What follows "default" in the value, up to the end of its clause; null where it says nothing of one.</summary>
    public string? Default => DefaultClause().Match(Value) is { Success: true } match ? match.Groups["default"].Value.Trim() : null;

    /// <summary>The value without its default.</summary>
    public string Range => DefaultClause().Replace(Value, ";").Trim(' ', '.', ',', ';', ':');

    private static IReadOnlyDictionary<string, XElement> MembersOf(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        if (Files.TryGetValue(name, out var known)) return known;
        var document = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{name}.xml"));
        return Files[name] = document.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);
    }

    private static string Text(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Named(see.Attribute("cref")!.Value),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    // A limit is written as its number, everything else by its name.
    private static string Named(string reference)
    {
        var name = reference[(reference.LastIndexOf('.') + 1)..];
        var type = reference[2..].StartsWith(typeof(QuestionLimits).FullName!, StringComparison.Ordinal) ? typeof(QuestionLimits) : null;
        var value = type?.GetField(name)?.GetValue(null) ?? type?.GetProperty(name)?.GetValue(null);
        return value is null ? name : string.Create(CultureInfo.InvariantCulture, $"{value:N0}");
    }

    [GeneratedRegex(@"(?:^|[;,.] ?|\band )[Dd]efault:? (?<default>[^.;]+(?:\.\d[^.;]*)*)[.;]?")]
    private static partial Regex DefaultClause();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
