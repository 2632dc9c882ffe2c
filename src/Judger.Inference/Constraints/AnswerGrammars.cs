using Judger.Inference.Constraints.Grammars;
using Judger.Inference.Constraints.Schemas;

namespace Judger.Inference.Constraints;

/// <summary>The grammars of schemas, which no model is needed for. A schema is compiled once in a process, also one that is refused.</summary>
public static class AnswerGrammars
{
    private const int Kept = 32;

    private static readonly BoundedCache<AnswerSchema, (Grammar? Grammar, SchemaException? Problem)> Known = new(Kept);

    /// <summary>Why answers cannot be held to a schema; null where they can.</summary>
    public static SchemaException? Problem(AnswerSchema schema) => Known.Get(schema, Compile).Problem;

    /// <exception cref="SchemaException">Answers cannot be held to the schema.</exception>
    internal static Grammar Of(AnswerSchema schema) => Known.Get(schema, Compile) is { Grammar: { } grammar }
        ? grammar
        : throw Problem(schema)!;

    private static (Grammar?, SchemaException?) Compile(AnswerSchema schema)
    {
        try
        {
            return (SchemaCompiler.Compile(schema.Text, schema.IsStrict), null);
        }
        catch (SchemaException problem)
        {
            return (null, problem);
        }
    }
}
