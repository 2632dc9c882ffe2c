using Judger.Core.Prompts.Templates.Syntax;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Computes expressions.</summary>
internal sealed class Evaluator(TemplateRun run)
{
    /// <summary>The value of an expression.</summary>
    /// <exception cref="TemplateException">It has none.</exception>
    public object? Evaluate(Expression expression, Scope scope)
    {
        run.At(expression.Position);
        if (expression is Expression.Constant constant) return constant.Value;
        run.Enter();
        var value = expression switch
        {
            Expression.Name name => Variable(name.Variable, scope),
            Expression.Attribute attribute => Members.Member(run, At(attribute, Evaluate(attribute.Target, scope)), attribute.Member),
            Expression.Item item => Item(item, scope),
            Expression.Slice slice => Slice(slice, scope),
            Expression.Call call => Call(call, scope),
            Expression.Filter filter => ApplyFilter(filter, Evaluate(filter.Value!, scope), scope),
            Expression.Test test => Test(test, scope),
            Expression.List list => new ListValue([.. list.Items.Select(item => Evaluate(item, scope))], list.IsTuple),
            Expression.Map map => Map(map, scope),
            Expression.Unary { Operator: "not" } not => !Operators.IsTrue(Evaluate(not.Operand, scope)),
            Expression.Unary sign => Negate(sign, Evaluate(sign.Operand, scope)),
            Expression.Binary binary => Binary(binary, scope),
            Expression.Logic logic => Evaluate(logic.Left, scope) is var left && Operators.IsTrue(left) == logic.IsAnd ? Evaluate(logic.Right, scope) : left,
            Expression.Compare compare => Compare(compare, scope),
            Expression.Concat concat => Concat(concat, scope),
            Expression.Conditional choice => Operators.IsTrue(Evaluate(choice.Condition, scope)) ? Evaluate(choice.Then, scope)
                : choice.Else is { } otherwise ? Evaluate(otherwise, scope) : new UndefinedValue("an inline if without else"),
            _ => throw run.Error("an expression of this kind is not known"),
        };
        run.Leave();
        return value;
    }

    /// <summary>What filters make of a value that is there already.</summary>
    public object? ApplyFilters(Expression filters, object? value, Scope scope)
    {
        if (filters is not Expression.Filter filter) throw run.Error("a filter is missing");
        run.Enter();
        var filtered = ApplyFilter(filter, filter.Value is { } inner ? ApplyFilters(inner, value, scope) : value, scope);
        run.Leave();
        return filtered;
    }

    /// <summary>The values of a call's arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="scope">Where they are computed.</param>
    /// <param name="extra">One more with a name, which is not written there.</param>
    public CallArguments Arguments(Arguments arguments, Scope scope, KeyValuePair<string, object?>? extra = null)
    {
        if (ReferenceEquals(arguments, Syntax.Arguments.None) && extra is null) return new(run, [], []);
        List<object?> positional = [.. arguments.Positional.Select(argument => Evaluate(argument, scope))];
        List<KeyValuePair<string, object?>> named =
            [.. arguments.Named.Select(argument => new KeyValuePair<string, object?>(argument.Name, Evaluate(argument.Value, scope)))];
        if (arguments.Rest is { } rest)
        {
            var items = Sequences.Items(run, Evaluate(rest, scope));
            run.Step(items.Count);
            positional.AddRange(items);
        }

        if (arguments.NamedRest is { } namedRest)
        {
            if (Evaluate(namedRest, scope) is not MapValue map) throw run.Error("what stands behind ** is not a map");
            run.Step(map.Count);
            foreach (var (key, value) in map.Entries)
                named.Add(new((key as MarkedText ?? throw run.Error("the keys of a map behind ** are not texts")).Value, value));
        }

        if (extra is { } one) named.Add(one);
        return new(run, positional, named);
    }

    /// <summary>Calls a value.</summary>
    public object? Call(object? target, CallArguments arguments) => target switch
    {
        CallableValue function => function.Call(arguments),
        LoopValue loop => loop.Call(run, arguments),
        UndefinedValue undefined => throw run.Error($"'{undefined.Name}' is undefined"),
        _ => throw run.Error($"{Words.Of(target)} cannot be called"),
    };

    // Errors of what is done with a value are at its operator, and not at the operand that was computed last.
    private T At<T>(Expression expression, T value)
    {
        run.At(expression.Position);
        return value;
    }

    private static object? Variable(string name, Scope scope) =>
        scope.TryGet(name, out var value) ? value : Globals.Of(name) ?? (object)new UndefinedValue(name);

    private object? Item(Expression.Item item, Scope scope)
    {
        var target = Evaluate(item.Target, scope);
        return Members.Item(run, target, At(item, Evaluate(item.Key, scope)));
    }

    private object? Slice(Expression.Slice slice, Scope scope)
    {
        var target = Evaluate(slice.Target, scope);
        var (begin, end, step) = (Part(slice.Begin), Part(slice.End), Part(slice.Step));
        run.At(slice.Position);
        return target is UndefinedValue undefined ? throw run.Error($"'{undefined.Name}' is undefined") : Sequences.Slice(run, target, begin, end, step);

        object? Part(Expression? part) => part is null ? null : Evaluate(part, scope);
    }

    private object? Call(Expression.Call call, Scope scope)
    {
        var target = Evaluate(call.Target, scope);
        return Call(target, At(call, Arguments(call.Arguments, scope)));
    }

    private object? ApplyFilter(Expression.Filter filter, object? value, Scope scope) =>
        Filters.Apply(filter.FilterName, value, At(filter, Arguments(filter.Arguments, scope)));

    private bool Test(Expression.Test test, Scope scope)
    {
        var value = Evaluate(test.Value, scope);
        return Tests.Passes(test.TestName, value, At(test, Arguments(test.Arguments, scope)));
    }

    private MapValue Map(Expression.Map map, Scope scope)
    {
        var made = new MapValue();
        foreach (var (key, value) in map.Entries)
        {
            var name = At(map, Evaluate(key, scope));
            if (!MapValue.IsKey(name)) throw run.Error($"{Words.Of(name)} cannot be a key");
            made.Add(name, Evaluate(value, scope));
        }

        return made;
    }

    private object Negate(Expression.Unary sign, object? value)
    {
        run.At(sign.Position);
        if (value is UndefinedValue undefined) throw run.Error($"'{undefined.Name}' is undefined");
        return Operators.Negate(run, sign.Operator, value);
    }

    private object? Binary(Expression.Binary binary, Scope scope)
    {
        var left = Evaluate(binary.Left, scope);
        return Operators.Apply(run, binary.Operator, left, At(binary, Evaluate(binary.Right, scope)));
    }

    private bool Compare(Expression.Compare compare, Scope scope)
    {
        var left = Evaluate(compare.First, scope);
        foreach (var (operation, expression) in compare.Others)
        {
            var right = At(compare, Evaluate(expression, scope));
            if (!Holds(operation, left, right)) return false;
            left = right;
        }

        return true;
    }

    private bool Holds(string operation, object? left, object? right) => operation switch
    {
        "==" => Operators.AreEqual(run, left, right),
        "!=" => !Operators.AreEqual(run, left, right),
        "in" => Operators.Contains(run, right, left),
        "not in" => !Operators.Contains(run, right, left),
        "<" => Operators.Compare(run, left, right) < 0,
        "<=" => Operators.Compare(run, left, right) <= 0,
        ">" => Operators.Compare(run, left, right) > 0,
        _ => Operators.Compare(run, left, right) >= 0,
    };

    private MarkedText Concat(Expression.Concat concat, Scope scope)
    {
        MarkedText[] parts = [.. concat.Parts.Select(part => Written.Of(run, Evaluate(part, scope)))];
        return Texts.Join(run, parts);
    }
}
