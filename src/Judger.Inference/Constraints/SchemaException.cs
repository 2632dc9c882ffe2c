using Judger.Inference.Errors;

namespace Judger.Inference.Constraints;

/// <summary>A schema is not valid, or has something that the sampler does not enforce.</summary>
/// <param name="path">Where it is, as what follows the schema's own name: <c>.properties.n.const</c>; empty for the schema itself.</param>
/// <param name="problem">What is wrong and what to do, as what follows the place.</param>
/// <param name="isUnsupported">Whether the schema is valid, and only not enforced.</param>
public sealed class SchemaException(string path, string problem, bool isUnsupported = true) : InferenceException($"schema{path} {problem}")
{
    /// <inheritdoc/>
    public override string Code => "schema";

    /// <summary>Where it is, as what follows the schema's own name; empty for the schema itself.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong and what to do, as what follows the place.</summary>
    public string Problem { get; } = problem;

    /// <summary>Whether the schema is valid, and only not enforced.</summary>
    public bool IsUnsupported { get; } = isUnsupported;
}
