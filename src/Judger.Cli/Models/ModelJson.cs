namespace Judger.Cli.Models;

/// <summary>Model folders for programs. Members that are null are left out.</summary>
internal static class ModelJson
{
    public static object Describe(IReadOnlyList<FoundModel> models, string device) => new
    {
        device,
        models = models.Select(model => new
        {
            folder = Path.GetFullPath(model.Folder),
            broken = model.IsBroken,
            name = model.Manifest?.Name,
            family = model.Manifest?.Profile,
            scope = model.Manifest?.Scope,
            precision = model.Manifest?.Precision.ToString().ToLowerInvariant(),
            files_bytes = model.IsBroken ? null : (long?)model.Size,
            weights_bytes = model.Needs?.Weights,
            kv_bytes = model.Needs?.KeyValues,
            cache_bytes = model.Needs is { } needs ? (long?)(needs.PrefixCache + model.ImageCache) : null,
            total_bytes = model.Needs is null ? null : (long?)model.Total,
            context = model.Needs?.Context,
            lanes = model.Needs?.Lanes,
            lanes_that_fit = model.IsBroken ? null : (int?)model.MostLanes,
            problems = model.Problems.Select(problem => new { code = problem.Code, problem = problem.Problem, remedy = problem.Remedy }),
        }),
    };
}
