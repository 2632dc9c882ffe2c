using Judger.Training.Model;

namespace Judger.Training.Runs.Llava;

/// <summary>Which parameters a run trains, and at which share of its rate.</summary>
internal static class TrainedParts
{
    // LLaVA's LoRA recipe: adapters at 2e-4, the projector at 2e-5.
    private const double ProjectorBesideAdapters = 0.1;

    public static ParameterStore Create(ModelGeometry geometry, LlavaRunOptions options)
    {
        var rank = options.Stage == Stage.Alignment ? 0 : options.Rank;
        return new(
            new ParameterLayout(geometry, options.Seed, rank, isDrawn: false), options.Compute, unit => Rate(unit.Group, options) > 0, options.AdapterScale);
    }

    public static double Rate(ParameterGroup group, LlavaRunOptions options) => group switch
    {
        ParameterGroup.Projector => options.Stage == Stage.Alignment || options.Rank == 0 ? 1 : ProjectorBesideAdapters,
        ParameterGroup.Language => options.Stage != Stage.Alignment && options.Rank == 0 ? 1 : 0,
        ParameterGroup.Adapter => 1,
        _ => 0,
    };
}
