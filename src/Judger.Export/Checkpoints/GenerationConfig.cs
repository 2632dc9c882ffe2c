using Judger.Export.Checkpoints.Fields;
using Judger.Inference.Sampling;

namespace Judger.Export.Checkpoints;

/// <summary>A checkpoint's <c>generation_config.json</c>, which need not be there.</summary>
/// <param name="Section">The file; null where there is none.</param>
/// <param name="RepetitionPenalty">The penalty of repetition; 1 where none is named.</param>
internal sealed record GenerationConfig(ConfigSection? Section, double RepetitionPenalty)
{
    private const string Penalty = "repetition_penalty";

    /// <summary>Its fields.</summary>
    public static FieldTable Table { get; } = FieldTable.Lenient(ConfigField.Read(Penalty), TransformersFields.Generation);

    /// <exception cref="CheckpointException">The file asks for something that the engine does not do.</exception>
    public static GenerationConfig Read(string file, Action<string>? warn)
    {
        if (ConfigSection.TryRead(file) is not { } section) return new(null, 1);
        Table.Check(section, warn);
        var penalty = section.Number(Penalty, 1);
        section.RequireWithin(Penalty, penalty, SamplingOptions.LeastPenalty, SamplingOptions.MostPenalty);
        return new(section, penalty);
    }
}
