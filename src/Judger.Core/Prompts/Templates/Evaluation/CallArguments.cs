namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>The values that a call, a filter or a test is given.</summary>
internal sealed class CallArguments(TemplateRun run, IReadOnlyList<object?> positional, IReadOnlyList<KeyValuePair<string, object?>> named)
{
    private string[] _names = [];
    private string _of = "";

    public TemplateRun Run => run;

    public IReadOnlyList<object?> Positional => positional;

    public IReadOnlyList<KeyValuePair<string, object?>> Named => named;

    /// <summary>Says which parameters there are. An argument that none of them takes is an error.</summary>
    /// <param name="of">What is called, for messages.</param>
    /// <param name="names">The parameters, in order.</param>
    public CallArguments Take(string of, params string[] names)
    {
        (_of, _names) = (of, names);
        if (positional.Count > names.Length) throw run.Error($"{of} takes at most {names.Length} arguments and is given {positional.Count}");
        foreach (var (name, _) in named)
        {
            var place = Array.IndexOf(names, name);
            if (place < 0) throw run.Error($"{of} has no parameter '{name}'");
            if (place < positional.Count) throw run.Error($"{of} is given '{name}' twice");
        }

        return this;
    }

    /// <summary>Whether a parameter is given.</summary>
    public bool Has(int index) => index < positional.Count || (index < _names.Length && named.Any(argument => argument.Key == _names[index]));

    /// <summary>A parameter's value, or what it is where it is not given.</summary>
    public object? Get(int index, object? otherwise = null)
    {
        if (index < positional.Count) return positional[index];
        foreach (var (name, value) in named)
        {
            if (name == _names[index]) return value;
        }

        return otherwise;
    }

    /// <summary>The value of a parameter that must be given.</summary>
    public object? Require(int index) => Has(index) ? Get(index) : throw run.Error($"{_of} needs '{_names[index]}'");

    /// <summary>A text.</summary>
    public MarkedText Text(int index, string? otherwise = null)
    {
        var value = otherwise is null ? Require(index) : Get(index, MarkedText.Of(otherwise));
        return value as MarkedText ?? throw run.Error($"'{_names[index]}' of {_of} is {Words.Of(value)} and has to be a text");
    }

    /// <summary>A whole number.</summary>
    public long Integer(int index, long? otherwise = null)
    {
        var value = otherwise is null ? Require(index) : Get(index, otherwise);
        return value switch
        {
            long number => number,
            bool flag => flag ? 1 : 0,
            _ => throw run.Error($"'{_names[index]}' of {_of} is {Words.Of(value)} and has to be a whole number"),
        };
    }

    /// <summary>Whether a flag is set.</summary>
    public bool Flag(int index, bool otherwise = false) => Operators.IsTrue(Get(index, otherwise));

    /// <summary>Arguments behind the first ones.</summary>
    public CallArguments Skip(int count) => new(run, [.. positional.Skip(count)], named);
}
