using System.Globalization;
using System.Text;
using Judger.Cli.Output;
using Judger.Inference.Devices.Inspection;

namespace Judger.Cli.Doctor;

/// <summary>The doctor's report for people.</summary>
internal static class DoctorText
{
    public static string Of(DeviceReport machine, IReadOnlyList<DeviceCheckResult> results)
    {
        var text = new StringBuilder();
        Line(text, $"ONNX Runtime {machine.Runtime.Version}: {string.Join(", ", machine.Runtime.Providers)}");
        Line(text, $"NVIDIA driver: {Driver(machine.Driver)}");
        Libraries(text, machine);
        Line(text, $"GPUs: {(machine.Gpus.Count == 0 ? "none" : "")}");
        foreach (var gpu in machine.Gpus)
        {
            var free = gpu.MemoryFree is { } bytes ? $", {ByteSize.Text(bytes)} free" : "";
            Line(text, $"  {gpu.Device}  {gpu.Name}, {ByteSize.Text(gpu.MemoryTotal)}{free}, compute capability {gpu.ComputeCapability}");
        }

        text.AppendLine();
        if (results.Count == 0) Line(text, $"The configuration has no slots, so no device is checked.");
        foreach (var result in results) Result(text, result);
        return text.ToString().TrimEnd();
    }

    private static string Driver(DriverReport? driver)
    {
        if (driver is null) return "not found";
        var cuda = driver.CudaVersion is { } version ? $"runs CUDA up to {version}" : "libcuda.so.1 is missing";
        return $"{driver.Version ?? "version unknown"}, {cuda}{(driver.Error is { } error ? $", does not start ({error})" : "")}";
    }

    // Libraries of the operating system are there on nearly every machine: they are worth a line where they are missing.
    private static void Libraries(StringBuilder text, DeviceReport machine)
    {
        if (machine.Runtime.CudaProvider is null)
        {
            Line(text, $"CUDA libraries: none needed, this build is for the CPU (build with -p:JudgerAccelerator=cuda for GPUs)");
            return;
        }

        Line(text, $"CUDA libraries that {Path.GetFileName(machine.Runtime.CudaProvider)} needs:");
        foreach (var library in machine.Libraries.Where(library => library.Package is not null || !library.IsFound))
            Line(text, $"  {library.Name}  {(library.IsFound ? library.Path ?? "found" : "missing")}{Packages(library.Package)}");
    }

    private static string Packages(LibraryPackage? package) => package switch
    {
        null => "",
        { Pip: null } => $"  ({package.Debian})",
        _ => $"  ({package.Debian}, pip {package.Pip})",
    };

    private static void Result(StringBuilder text, DeviceCheckResult result)
    {
        Line(text, $"{result.Target.Device}: {(result.Problems.Count == 0 ? "can be used" : "cannot be used")}");
        if (result.Model is { } model)
        {
            var precision = model.Precision.ToString().ToLowerInvariant();
            var (keyValues, prefixCache) = (ByteSize.Text(model.KeyValues), ByteSize.Text(model.PrefixCache));
            Line(text, $"  model {model.Name} ({result.Target.ModelFolder}): {precision}, {ByteSize.Text(model.Weights)} of weights");
            Line(text, $"  keys and values: {keyValues} for {model.Lanes} lanes x {model.Context} positions; prefix cache: up to {prefixCache}");
        }

        foreach (var problem in result.Problems)
        {
            Line(text, $"  problem: {problem.Problem}");
            Line(text, $"    remedy: {problem.Remedy}");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');
}
