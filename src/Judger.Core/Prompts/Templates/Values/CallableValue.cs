using Judger.Core.Prompts.Templates.Evaluation;

namespace Judger.Core.Prompts.Templates.Values;

/// <summary>A function, a macro, or a method of a value.</summary>
internal sealed class CallableValue(string name, Func<CallArguments, object?> call)
{
    public string Name => name;

    public object? Call(CallArguments arguments) => call(arguments);
}
