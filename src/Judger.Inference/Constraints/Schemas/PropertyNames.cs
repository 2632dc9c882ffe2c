using System.Text;
using Judger.Inference.Constraints.Grammars;
using Judger.Inference.Constraints.Patterns;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>Names of properties that a schema does not list: characters that need no escape, without the names that it lists.</summary>
internal static class PropertyNames
{
    /// <summary>Most characters of a name, so that answers do not get lost in one.</summary>
    private const int MaxLength = 64;

    private static readonly CodePoints Plain = CodePoints.Of((0, 0x1F), ('"', '"'), ('\\', '\\')).Complement();

    /// <summary>Adds a rule that reads a name with its quotes.</summary>
    public static int AddRule(GrammarBuilder builder, IEnumerable<string> excluded)
    {
        var rule = builder.AddRule(most: MaxLength);
        var (free, end) = (builder.AddNode(rule), builder.AddNode(rule));
        builder.End(end);
        StringBytes.Add(builder, rule, free, free, Plain);
        builder.AddEdge(free, '"', end);

        // The names that are taken, letter by letter; what leaves them is free.
        var open = new Queue<(int Node, int Length, IReadOnlyList<Rune[]> Names)>();
        open.Enqueue((builder.AddNode(rule), 0, [.. excluded.Select(name => name.EnumerateRunes().ToArray())]));
        builder.AddEdge(builder.StartOf(rule), '"', open.Peek().Node);
        while (open.TryDequeue(out var at))
        {
            var next = at.Names.Where(name => name.Length > at.Length && Plain.Contains(name[at.Length].Value)).ToLookup(name => name[at.Length].Value);
            foreach (var letter in next)
            {
                var behind = builder.AddNode(rule);
                StringBytes.Add(builder, rule, at.Node, behind, CodePoints.Of((letter.Key, letter.Key)));
                open.Enqueue((behind, at.Length + 1, [.. letter]));
            }

            StringBytes.Add(builder, rule, at.Node, free, Plain.And(CodePoints.Of(next.Select(letter => (letter.Key, letter.Key))).Complement()));
            if (!at.Names.Any(name => name.Length == at.Length)) builder.AddEdge(at.Node, '"', end);
        }

        return rule;
    }
}
