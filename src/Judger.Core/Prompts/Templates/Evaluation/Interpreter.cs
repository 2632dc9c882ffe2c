using Judger.Core.Prompts.Templates.Syntax;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Prompts.Templates.Evaluation;

/// <summary>Carries statements out.</summary>
internal sealed class Interpreter(TemplateRun run)
{
    private readonly Evaluator _evaluator = new(run);

    /// <summary>Carries a body out.</summary>
    /// <returns>How it ended.</returns>
    /// <exception cref="TemplateException">It cannot be carried out, or uses more than its limits.</exception>
    public Flow Execute(IReadOnlyList<Statement> body, Scope scope, MarkedTextBuilder output)
    {
        run.Enter();
        var flow = Flow.Normal;
        for (var i = 0; i < body.Count && flow == Flow.Normal; i++) flow = Execute(body[i], scope, output);
        run.Leave();
        return flow;
    }

    private Flow Execute(Statement statement, Scope scope, MarkedTextBuilder output)
    {
        run.At(statement.Position);
        run.Step();
        switch (statement)
        {
            case Statement.Data data:
                Write(data.Text, output);
                return Flow.Normal;
            case Statement.Output value:
                Write(Written.Of(run, _evaluator.Evaluate(value.Value, scope)), output);
                return Flow.Normal;
            case Statement.If choice:
                return Execute(Chosen(choice, scope), scope, output);
            case Statement.For loop:
                Loop(loop, _evaluator.Evaluate(loop.Items, scope), scope, output, depth: 0);
                return Flow.Normal;
            case Statement.Set set:
                Assign(set.Target, _evaluator.Evaluate(set.Value, scope), scope);
                return Flow.Normal;
            case Statement.SetBlock set:
                object? captured = Capture(set.Body, new(scope));
                Assign(set.Target, set.Filter is { } filter ? _evaluator.ApplyFilters(filter, captured, scope) : captured, scope);
                return Flow.Normal;
            case Statement.Macro macro:
                scope.Set(macro.Name, Callable(macro, scope));
                return Flow.Normal;
            case Statement.CallBlock call:
                var caller = new KeyValuePair<string, object?>("caller", Callable(call.Caller, scope));
                var target = _evaluator.Evaluate(call.Call.Target, scope);
                Write(Written.Of(run, _evaluator.Call(target, _evaluator.Arguments(call.Call.Arguments, scope, caller))), output);
                return Flow.Normal;
            case Statement.FilterBlock block:
                Write(Written.Of(run, _evaluator.ApplyFilters(block.Filter, Capture(block.Body, new(scope)), scope)), output);
                return Flow.Normal;
            case Statement.Scoped scoped:
                var inner = new Scope(scope);
                foreach (var (assigned, value) in scoped.Assignments) Assign(assigned, _evaluator.Evaluate(value, scope), inner);
                return Execute(scoped.Body, inner, output);
            case Statement.Break:
                return Flow.Break;
            case Statement.Continue:
                return Flow.Continue;
            default:
                throw run.Error("a statement of this kind is not known");
        }
    }

    private IReadOnlyList<Statement> Chosen(Statement.If choice, Scope scope)
    {
        foreach (var (condition, body) in choice.Branches)
        {
            if (Operators.IsTrue(_evaluator.Evaluate(condition, scope))) return body;
        }

        return choice.Else;
    }

    // What is written is made once more.
    private void Write(MarkedText text, MarkedTextBuilder output)
    {
        run.Make(text.Length);
        output.Append(text);
    }

    private MarkedText Capture(IReadOnlyList<Statement> body, Scope scope)
    {
        var captured = new MarkedTextBuilder();
        Execute(body, scope, captured);
        return captured.ToText();
    }

    private void Loop(Statement.For loop, object? over, Scope scope, MarkedTextBuilder output, int depth)
    {
        var items = Sequences.Items(run, over);
        if (loop.Condition is { } condition)
        {
            items = [.. items.Where(item =>
            {
                run.Step();
                var tested = new Scope(scope);
                Assign(loop.Target, item, tested);
                return Operators.IsTrue(_evaluator.Evaluate(condition, tested));
            })];
        }

        var state = new LoopValue(items, depth, loop.IsRecursive ? inner => Recurse(loop, inner, scope, depth + 1) : null);
        for (var i = 0; i < items.Count; i++)
        {
            run.At(loop.Position);
            run.Step();
            state.Index = i;
            var round = new Scope(scope);
            round.Set("loop", state);
            Assign(loop.Target, items[i], round);
            if (Execute(loop.Body, round, output) == Flow.Break) break;
        }

        if (items.Count == 0) Execute(loop.Else, new(scope), output);
    }

    private MarkedText Recurse(Statement.For loop, object? over, Scope scope, int depth)
    {
        run.Enter();
        var output = new MarkedTextBuilder();
        Loop(loop, over, scope, output, depth);
        run.Leave();
        return output.ToText();
    }

    private void Assign(AssignmentTarget target, object? value, Scope scope)
    {
        switch (target)
        {
            case AssignmentTarget.Variable variable:
                scope.Set(variable.Name, value);
                break;
            case AssignmentTarget.Member member:
                run.At(member.Position);
                if (!scope.TryGet(member.Namespace, out var space) || space is not NamespaceValue found)
                    throw run.Error($"'{member.Namespace}' is not a namespace, and only those have members that can be assigned to");
                found.Members[member.Name] = value;
                break;
            case AssignmentTarget.Several several:
                run.At(several.Position);
                var items = Sequences.Items(run, value);
                if (items.Count != several.Targets.Count) throw run.Error($"{items.Count} values cannot be assigned to {several.Targets.Count} names");
                for (var i = 0; i < items.Count; i++) Assign(several.Targets[i], items[i], scope);
                break;
        }
    }

    private CallableValue Callable(Statement.Macro macro, Scope definedIn) => new(macro.Name, arguments =>
    {
        run.Enter();
        var scope = new Scope(definedIn);
        Bind(macro, arguments, scope);
        var output = Capture(macro.Body, scope);
        run.Leave();
        return output;
    });

    private void Bind(Statement.Macro macro, CallArguments arguments, Scope scope)
    {
        var (parameters, given) = (macro.Parameters, arguments.Positional);
        if (given.Count > parameters.Count && !macro.TakesMore)
            throw run.Error($"the macro '{macro.Name}' takes at most {parameters.Count} arguments and is given {given.Count}");
        var more = new MapValue();
        scope.Set("caller", new UndefinedValue("caller"));
        foreach (var (name, value) in arguments.Named)
        {
            var place = Place(name);
            if (place >= 0 && place < given.Count) throw run.Error($"the macro '{macro.Name}' is given '{name}' twice");
            if (place >= 0 || name == "caller") scope.Set(name, value);
            else if (macro.TakesMoreNamed) more.Add(MarkedText.Of(name), value);
            else throw run.Error($"the macro '{macro.Name}' has no parameter '{name}'");
        }

        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            if (i < given.Count) scope.Set(parameter.Name, given[i]);
            else if (!arguments.Named.Any(argument => argument.Key == parameter.Name))
                scope.Set(parameter.Name, parameter.Default is { } value ? _evaluator.Evaluate(value, scope) : new UndefinedValue(parameter.Name));
        }

        if (macro.TakesMore) scope.Set("varargs", new ListValue([.. given.Skip(parameters.Count)], true));
        if (macro.TakesMoreNamed) scope.Set("kwargs", more);

        int Place(string name)
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                if (parameters[i].Name == name) return i;
            }

            return -1;
        }
    }
}
