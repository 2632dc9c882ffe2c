using Judger.Inference.Devices.Inspection;

namespace Judger.Cli.Doctor;

/// <summary>The doctor's report for programs. Members that are null are left out.</summary>
internal static class DoctorJson
{
    public static object Describe(DeviceReport machine, IReadOnlyList<DeviceCheckResult> results) => new
    {
        ok = results.All(result => result.Problems.Count == 0),
        runtime = new
        {
            version = machine.Runtime.Version,
            providers = machine.Runtime.Providers,
            cuda_provider = machine.Runtime.CudaProvider,
            cuda_version = machine.Runtime.CudaVersion,
            cuda_error = machine.Runtime.CudaError,
        },
        driver = machine.Driver is { } driver ? new { version = driver.Version, cuda_version = driver.CudaVersion?.ToString(), error = driver.Error } : null,
        libraries = machine.Libraries.Select(
            library => new { name = library.Name, found = library.IsFound, path = library.Path, debian = library.Package?.Debian, pip = library.Package?.Pip }),
        gpus = machine.Gpus.Select(gpu => new
        {
            device = gpu.Device,
            name = gpu.Name,
            pci_bus_id = gpu.PciBusId,
            compute_capability = gpu.ComputeCapability.ToString(),
            memory_total = gpu.MemoryTotal,
            memory_free = gpu.MemoryFree,
        }),
        memory = machine.Memory,
        devices = results.Select(Describe),
    };

    private static object Describe(DeviceCheckResult result) => new
    {
        device = result.Target.Device,
        ok = result.Problems.Count == 0,
        model = result.Model is { } model
            ? new
            {
                name = model.Name,
                folder = result.Target.ModelFolder,
                precision = model.Precision.ToString().ToLowerInvariant(),
                weights_bytes = model.Weights,
                lanes = model.Lanes,
                context = model.Context,
                kv_bytes = model.KeyValues,
                prefix_cache_bytes = model.PrefixCache,
                total_bytes = model.Total,
            }
            : null,
        problems = result.Problems.Select(problem => new { code = problem.Code, problem = problem.Problem, remedy = problem.Remedy }),
    };
}
