using Judger.Inference.Constraints.Automata;
using Judger.Inference.Constraints.Vocabularies;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Constraints;

/// <summary>
/// The automata of one model. Its tokens are prepared when an answer must first fit a schema. An automaton is made once for a schema and shared by all answers,
/// with all the states and masks that earlier answers needed. Safe for use by several threads at once.
/// </summary>
internal sealed class ConstraintLibrary(ITokenizer tokenizer, ModelManifest manifest)
{
    private const int Kept = 16;

    private readonly Lazy<TokenVocabulary> _vocabulary = new(() => new(tokenizer, manifest.Decoder.Vocabulary, manifest.Tokens));
    private readonly BoundedCache<AnswerSchema, Automaton> _automata = new(Kept);

    /// <summary>What a new answer may go on with.</summary>
    /// <exception cref="SchemaException">Answers cannot be held to the schema.</exception>
    public AnswerConstraint Begin(AnswerSchema schema)
    {
        var grammar = AnswerGrammars.Of(schema);
        return new(_automata.Get(schema, _ => new(grammar, _vocabulary.Value)));
    }
}
