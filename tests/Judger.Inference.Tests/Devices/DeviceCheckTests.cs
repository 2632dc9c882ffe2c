using Judger.Inference.Contract;
using Judger.Inference.Devices;
using Judger.Inference.Devices.Inspection;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests.Devices;

/// <summary>Each thing that a GPU can lack is named with its remedy, and a model's needs are held against the memory.</summary>
public sealed class DeviceCheckTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private const string Gpu = "cuda:0";
    private const long Giga = 1_000_000_000;

    private static readonly LibraryPackage Cublas = new("libcublas-13-0", "nvidia-cublas");

    /// <summary>A machine that lacks nothing.</summary>
    private static readonly DeviceReport Machine = new(
        new("1.31.0", ["CUDAExecutionProvider", "CPUExecutionProvider"], "/app/libonnxruntime_providers_cuda.so", 13, null),
        new("580.95.05", new(13, 0), null),
        [new("libcublas.so.13", Cublas, true, "/cuda/libcublas.so.13.0.0")],
        [new(Gpu, "NVIDIA Test 80GB", "0000:3b:00.0", new(9, 0), 80 * Giga, 70 * Giga)],
        16 * Giga);

    [Theory]
    [InlineData("cpu:0", true)]
    [InlineData("cuda:12", true)]
    [InlineData("cuda:-1", false)]
    [InlineData("cuda:", false)]
    [InlineData("cpu:1", false)]
    [InlineData("gpu:0", false)]
    public void A_device_is_the_processor_or_a_gpu_with_its_number(string name, bool isDevice) => Assert.Equal(isDevice, DeviceCheck.IsDevice(name));

    [Theory]
    [InlineData(Gpu)]
    [InlineData("cpu:0")]
    [InlineData("simulated:3")]
    public void A_machine_that_lacks_nothing_has_no_problems(string device) => Assert.Empty(Problems(Machine, device));

    [Fact]
    public void The_processor_needs_no_gpu() =>
        Assert.Empty(Problems(Machine with { Runtime = Machine.Runtime with { Providers = [], CudaProvider = null }, Driver = null, Gpus = [] }, "cpu:0"));

    [Fact]
    public void A_build_for_the_processor_names_the_flavour() =>
        AssertProblem(
            "build-cpu",
            "-p:JudgerAccelerator=cuda",
            Machine with { Runtime = Machine.Runtime with { Providers = ["CPUExecutionProvider"], CudaProvider = null } });

    [Fact]
    public void A_missing_driver_is_named_once_with_its_version()
    {
        var machine = Machine with { Driver = null, Gpus = [], Libraries = [new("libcuda.so.1", new("cuda-drivers", null), false, null)] };

        AssertProblem("driver-missing", "580 or newer", machine);
        AssertProblem("driver-missing", "580 or newer", machine with { Driver = new("580.95.05", null, null) });
    }

    [Fact]
    public void A_driver_that_is_too_old_or_does_not_start_is_named()
    {
        AssertProblem("driver-old", "580 or newer", Machine with { Driver = new("550.54.14", new(12, 4), null) });
        AssertProblem("driver-failed", "nvidia-smi", Machine with { Driver = new("580.95.05", new(13, 0), "CUDA error 803"), Gpus = [] });
    }

    [Fact]
    public void A_missing_library_is_named_with_both_packages()
    {
        var machine = Machine with { Libraries = [new("libcublas.so.13", Cublas, false, null)] };

        AssertProblem("library-missing", "libcublas-13-0", machine);
        AssertProblem("library-missing", "nvidia-cublas", machine);
        AssertProblem("library-missing", "package that has libstdc++.so.6", Machine with { Libraries = [new("libstdc++.so.6", null, false, null)] });
    }

    [Fact]
    public void A_gpu_that_is_missing_or_too_old_is_named()
    {
        Assert.Equal("gpu-missing", Assert.Single(Problems(Machine, "cuda:1")).Code);
        AssertProblem("gpu-missing", "nvidia-smi", Machine with { Gpus = [] });
        AssertProblem("gpu-old", "newer GPU", Machine with { Gpus = [Machine.Gpus[0] with { ComputeCapability = new(7, 0) }] });
    }

    [Fact]
    public void A_provider_that_does_not_load_is_named() =>
        AssertProblem("provider-failed", "cuDNN", Machine with { Runtime = Machine.Runtime with { CudaError = "wrong version" } });

    [Fact]
    public void A_name_that_is_no_device_is_named() => Assert.Equal("device-unknown", Assert.Single(Problems(Machine, "gpu:0")).Code);

    [Fact]
    public void A_float32_model_is_refused_on_a_gpu_and_not_on_the_processor()
    {
        var results = DeviceCheck.Run(Machine, [Target(Gpu, fixture.Model.Location), Target("cpu:0", fixture.Model.Location)]);

        var problem = Assert.Single(results[0].Problems);
        Assert.Equal(("model-precision", "Export it with --precision float16, or use cpu:0."), (problem.Code, problem.Remedy));
        Assert.Empty(results[1].Problems);
        Assert.Equal(ModelPrecision.Float32, results[1].Model?.Precision);
    }

    [Fact]
    public void A_folder_that_cannot_be_read_is_a_problem_beside_the_devices()
    {
        var result = Assert.Single(DeviceCheck.Run(Machine with { Driver = null }, [Target(Gpu, "/no/such/folder")]));

        Assert.Equal(["driver-missing", "model-folder"], result.Problems.Select(problem => problem.Code));
        Assert.Null(result.Model);
    }

    [Fact]
    public void Sizes_come_from_the_manifest_and_the_options()
    {
        var decoder = new DecoderGeometry(Hidden: 4096, Layers: 32, Heads: 32, KeyValueHeads: 32, HeadSize: 128, Vocabulary: 32000, Context: 4096);
        var manifest = fixture.Manifest with { Decoder = decoder, Precision = ModelPrecision.Float16, KvType = KeyValueType.Float16 };

        var needs = ModelRequirements.Of(manifest, new() { Lanes = 4, MaxContext = 2048, PrefixCacheBytes = 7 }, DeviceKind.Cuda);

        // LLaVA-1.5-7B: half a MiB a position, as in deploy/README.md.
        Assert.Equal((4, 2048, 4L << 30, 7L), (needs.Lanes, needs.Context, needs.KeyValues, needs.PrefixCache));
        string[] graphs = ["vision.onnx", "projector.onnx", "decoder.onnx"];
        Assert.Equal(
            graphs.Sum(graph => new FileInfo(Path.Combine(fixture.Model.Location, graph)).Length
                + new FileInfo(Path.Combine(fixture.Model.Location, graph + ".data")).Length),
            needs.Weights);
        Assert.Equal(needs.Weights + needs.KeyValues + needs.PrefixCache + needs.Steps, needs.Total);
    }

    [Theory]
    [InlineData(70, 0, null)]
    [InlineData(27, 0, "Set Engine:Lanes to 11")]
    [InlineData(15, 0, "use a GPU with more memory")]
    [InlineData(70, 50, "Set Engine:Lanes to 4")]
    public void A_model_that_does_not_fit_says_how_many_lanes_would(int freeGigabytes, int takenGigabytes, string? remedy)
    {
        var machine = Machine with { Gpus = [Machine.Gpus[0] with { MemoryFree = freeGigabytes * Giga }] };
        var needs = new ModelNeeds("llava", ModelPrecision.Float16, 14 * Giga, 16, 2048, 16 * Giga, 0, 2 * Giga);

        var problems = ModelRequirements.Problems(machine, DeviceName.Parse(Gpu), needs, takenGigabytes * Giga).ToList();

        if (remedy is null) Assert.Empty(problems);
        else Assert.Contains(remedy, Assert.Single(problems, problem => problem.Code == "memory-short").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_exceed_the_computers_memory_are_named()
    {
        var problem = Assert.Single(DeviceCheck.Run(Machine with { Memory = 1 }, [Target("cpu:0", fixture.Model.Location)])[0].Problems);

        Assert.Equal("memory-short", problem.Code);
        Assert.Contains("int8 or int4", problem.Remedy, StringComparison.Ordinal);
    }

    private static void AssertProblem(string code, string remedy, DeviceReport machine)
    {
        var problem = Assert.Single(Problems(machine, Gpu));
        Assert.Equal(code, problem.Code);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    private static IReadOnlyList<DeviceProblem> Problems(DeviceReport machine, string device) =>
        Assert.Single(DeviceCheck.Run(machine, [Target(device, null)])).Problems;

    private static DeviceTarget Target(string device, string? folder) => new(device, folder, new EngineOptions { Device = device });
}
