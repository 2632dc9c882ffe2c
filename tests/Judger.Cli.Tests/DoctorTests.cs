using System.Text.Json;
using Judger.Cli.Tests.Support;
using Judger.TinyModel;

namespace Judger.Cli.Tests;

/// <summary>
/// What the doctor says of a machine. Assertions about GPUs hold for machines without NVIDIA's driver and for the CPU flavour, where CI runs.
/// </summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task Without_arguments_the_processor_is_checked_and_gpus_are_information()
    {
        var result = await JudgerTool.RunAsync("doctor");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Matches(@"^ONNX Runtime \d+\.\d+\.\d+: .*CPUExecutionProvider\n", result.Output);
        Assert.Contains("\nNVIDIA driver: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nCUDA libraries", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nGPUs:", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n\ncpu:0: can be used\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gpu_that_this_build_cannot_use_is_exit_code_1_with_the_remedies()
    {
        RequireCpuOnly();

        var result = await JudgerTool.RunAsync("doctor", "--device", "cuda:0");

        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
        Assert.Contains("CUDA libraries: none needed, this build is for the CPU", result.Output, StringComparison.Ordinal);
        Assert.Contains("\ncuda:0: cannot be used\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("    remedy: Build with -p:JudgerAccelerator=cuda, or use cpu:0.\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("  problem: Device cuda:0 needs NVIDIA's driver; its library libcuda.so.1 is missing.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_float32_model_on_a_gpu_is_named_as_a_problem_and_runs_on_the_processor()
    {
        EmbeddedModelFolder.Require();

        var gpu = await JudgerTool.RunAsync("doctor", "--device", "cuda:0", "--model", EmbeddedModel.Folder);
        var processor = await JudgerTool.RunAsync("doctor", "--model", EmbeddedModel.Folder);

        Assert.Equal((1, 0), (gpu.ExitCode, processor.ExitCode));
        Assert.Contains(
            "  problem: Device cuda:0 runs float16 and bfloat16 models; judger-tiny is float32.\n"
            + "    remedy: Export it with --precision float16, or use cpu:0.\n",
            gpu.Output,
            StringComparison.Ordinal);
        Assert.Matches(
            @"\n  model judger-tiny \(.*\): float32, \d+\.\d MB of weights\n"
            + @"  keys and values: \d+\.\d MB for 8 lanes x \d+ positions; prefix cache: up to 536\.9 MB\n",
            processor.Output);
    }

    [Fact]
    public async Task Json_has_the_machine_and_each_device_with_codes()
    {
        RequireCpuOnly();
        EmbeddedModelFolder.Require();

        var result = await JudgerTool.RunAsync("doctor", "--device", "cuda:0", "--model", EmbeddedModel.Folder, "--json");

        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
        using var document = JsonDocument.Parse(result.Output);
        var report = document.RootElement;
        Assert.Equal(["ok", "runtime", "libraries", "gpus", "memory", "devices"], report.EnumerateObject().Select(member => member.Name));
        Assert.Contains(
            "CPUExecutionProvider", report.GetProperty("runtime").GetProperty("providers").EnumerateArray().Select(provider => provider.GetString()));
        Assert.Equal(
            (false, 0, 0),
            (report.GetProperty("ok").GetBoolean(), report.GetProperty("libraries").GetArrayLength(), report.GetProperty("gpus").GetArrayLength()));
        var device = Assert.Single(report.GetProperty("devices").EnumerateArray());
        Assert.Equal(
            ["build-cpu", "driver-missing", "model-precision"],
            device.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString()));
        Assert.All(
            device.GetProperty("problems").EnumerateArray(),
            problem => Assert.EndsWith(".", problem.GetProperty("remedy").GetString(), StringComparison.Ordinal));
        var model = device.GetProperty("model");
        Assert.Equal(
            ("judger-tiny", "float32", 8),
            (model.GetProperty("name").GetString(), model.GetProperty("precision").GetString(), model.GetProperty("lanes").GetInt32()));
        Assert.Equal(
            model.GetProperty("total_bytes").GetInt64(),
            model.GetProperty("weights_bytes").GetInt64()
            + model.GetProperty("kv_bytes").GetInt64()
            + model.GetProperty("prefix_cache_bytes").GetInt64()
            + 2_000_000_000);
    }

    [Fact]
    public async Task The_slots_of_a_configuration_are_checked_as_serve_reads_them()
    {
        RequireCpuOnly();
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();
        var silo = folder.Write(
            "silo.json",
            $$"""
            { "Judger": { "Slots": [
              { "Device": "cpu:0", "ModelFolder": {{JsonSerializer.Serialize(EmbeddedModel.Folder)}} },
              { "Device": "simulated:0" }
            ] } }
            """);

        var fine = (await JudgerTool.RunAsync("doctor", "--config", silo, "--set", "Slots:0:Engine:Lanes=3", "--json")).Json();
        var bad = await JudgerTool.RunAsync("doctor", "--config", silo, "--set", "Slots:1:Device=cuda:1", "--set", "Slots:1:ModelFolder=/no/such/folder");

        Assert.Equal(["cpu:0", "simulated:0"], fine.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("device").GetString()));
        Assert.Equal(3, fine.GetProperty("devices")[0].GetProperty("model").GetProperty("lanes").GetInt32());
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("\ncpu:0: can be used\n", bad.Output, StringComparison.Ordinal);
        Assert.Contains("\ncuda:1: cannot be used\n", bad.Output, StringComparison.Ordinal);
        Assert.Contains("There is no model folder at /no/such/folder", bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_has_no_slots_and_nothing_to_check()
    {
        var result = await JudgerTool.RunAsync("doctor", "--set", "Cluster:Storage=Redis", "--set", "Cluster:ConnectionString=redis:6379");

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("The configuration has no slots, so no device is checked.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_no_silo_could_start_with_is_an_error() =>
        (await JudgerTool.RunAsync("doctor", "--set", "Slots:0:Weight=0")).AssertError("Slots:0:ModelFolder is empty", "Slots:0:Weight is 0");

    [Theory]
    [InlineData("--device is \"gpu:1\"; give cpu:0, or cuda:N", "--device", "gpu:1")]
    [InlineData("--device is \"cuda:\"; give cpu:0, or cuda:N", "--device", "cuda:")]
    [InlineData("--model is empty", "--model", "")]
    [InlineData("leave out --device and --model", "--device", "cuda:0", "--set", "SiloName=a")]
    public async Task Arguments_that_make_no_sense_are_usage_errors(string error, params string[] arguments) =>
        (await JudgerTool.RunAsync(["doctor", .. arguments])).AssertError(error, "See judger doctor --help.");

    private static void RequireCpuOnly() => Assert.SkipWhen(
        Judger.Inference.Devices.Inspection.DeviceInspector.Inspect() is { Driver: not null } or { Runtime.CudaProvider: not null },
        "This machine has NVIDIA's driver, or this is the CUDA flavour: the test is for machines with neither.");
}
