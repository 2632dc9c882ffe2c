using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Patterns;

/// <summary>Makes the automaton of the characters that an expression is found in (Thompson 1968); the expression need not match all of them.</summary>
internal sealed class PatternCompiler
{
    private readonly GrammarBuilder _nodes = new();
    private readonly int _rule;

    private PatternCompiler() => _rule = _nodes.AddRule();

    /// <summary>Adds an expression to a rule as what stands between two nodes.</summary>
    /// <exception cref="PatternException">The expression is not valid, or not regular.</exception>
    /// <exception cref="GrammarTooLargeException">It takes too many nodes.</exception>
    public static void Add(GrammarBuilder builder, int rule, int from, int end, string pattern)
    {
        var compiler = new PatternCompiler();
        var last = compiler.Add(PatternParser.Parse(pattern), compiler._nodes.StartOf(compiler._rule), isFirst: true, isLast: true);
        PatternDeterminizer.Add(compiler._nodes, compiler._nodes.StartOf(compiler._rule), last, builder, rule, from, end);
    }

    /// <summary>Adds a part; gives the node behind it.</summary>
    /// <param name="part">The part.</param>
    /// <param name="from">The node before it.</param>
    /// <param name="isFirst">Whether the text begins with it, unless it is found later.</param>
    /// <param name="isLast">Whether the text ends with it, unless more follows.</param>
    private int Add(PatternNode part, int from, bool isFirst, bool isLast)
    {
        switch (part)
        {
            case PatternNode.Choice choice:
                var joined = _nodes.AddNode(_rule);
                foreach (var way in choice.Parts) _nodes.AddEmpty(Add(way, from, isFirst, isLast), joined);
                return joined;
            case PatternNode.Sequence { Parts: var parts }:
                var isBound = isFirst && parts is [PatternNode.Begin, ..];
                var isEnded = isLast && parts is [.., PatternNode.End];
                var inner = parts.Skip(isBound ? 1 : 0).SkipLast(isEnded ? 1 : 0).ToList();
                if (isFirst && !isBound && inner is not [PatternNode.Choice or PatternNode.Sequence, ..]) from = AddAny(from);
                for (var i = 0; i < inner.Count; i++)
                    from = Add(inner[i], from, isFirst && !isBound && i == 0, isLast && !isEnded && i == inner.Count - 1);
                return isLast && !isEnded && inner is not [.., PatternNode.Choice or PatternNode.Sequence] ? AddAny(from) : from;
            case PatternNode.Repeat repeat:
                return Add(repeat, from);
            case PatternNode.Character { Set: var set }:
                var behind = _nodes.AddNode(_rule);
                StringBytes.Add(_nodes, _rule, from, behind, set);
                return behind;
            default:
                throw new PatternException("has an anchor in the middle, which is not enforced");
        }
    }

    private int Add(PatternNode.Repeat repeat, int from)
    {
        for (var i = 0; i < repeat.Least; i++) from = Add(repeat.Part, from, isFirst: false, isLast: false);
        if (repeat.Most is not { } most)
        {
            var begin = _nodes.AddNode(_rule);
            _nodes.AddEmpty(from, begin);
            _nodes.AddEmpty(Add(repeat.Part, begin, isFirst: false, isLast: false), begin);
            return begin;
        }

        var end = _nodes.AddNode(_rule);
        _nodes.AddEmpty(from, end);
        for (var i = repeat.Least; i < most; i++)
        {
            from = Add(repeat.Part, from, isFirst: false, isLast: false);
            _nodes.AddEmpty(from, end);
        }

        return end;
    }

    /// <summary>Any characters, as before and behind an expression that is not anchored.</summary>
    private int AddAny(int from)
    {
        var any = _nodes.AddNode(_rule);
        _nodes.AddEmpty(from, any);
        StringBytes.Add(_nodes, _rule, any, any, CodePoints.All);
        return any;
    }
}
