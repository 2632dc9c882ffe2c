using Judger.Inference.Devices.Inspection;

namespace Judger.Inference.Tests.Devices;

/// <summary>What is read of NVIDIA's driver, from libraries compiled for the test that answer as the real ones do.</summary>
public sealed class DeviceInspectorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("judger-inspector-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_gpu_is_described_with_its_free_memory_and_the_driver_with_both_versions()
    {
        var report = DeviceInspector.Inspect(Gcc.Compile(_folder, "cuda.c"), Gcc.Compile(_folder, "nvml.c"));

        Assert.Equal(new DriverReport("580.95.05", new(13, 1), null), report.Driver);
        Assert.Equal(new GpuReport("cuda:0", "NVIDIA Test 80GB", "0000:3b:00.0", new(9, 1), 80L << 30, 60L << 30), Assert.Single(report.Gpus));
    }

    [Fact]
    public void Without_the_management_library_a_gpu_is_known_and_its_free_memory_is_not()
    {
        var report = DeviceInspector.Inspect(Gcc.Compile(_folder, "cuda.c"), Missing);

        Assert.Equal(new DriverReport(null, new(13, 1), null), report.Driver);
        Assert.Null(Assert.Single(report.Gpus).MemoryFree);
    }

    [Fact]
    public void A_driver_that_does_not_start_says_why()
    {
        var report = DeviceInspector.Inspect(Gcc.Compile(_folder, "cuda.c", "-DSTATUS=100"), Missing);

        Assert.Equal("CUDA error 100, no CUDA-capable device is detected", report.Driver?.Error);
        Assert.Empty(report.Gpus);
    }

    [Fact]
    public void A_machine_without_the_driver_has_none_and_onnx_runtime_is_described()
    {
        var report = DeviceInspector.Inspect(Missing, Missing);

        Assert.Null(report.Driver);
        Assert.Empty(report.Gpus);
        Assert.Contains("CPUExecutionProvider", report.Runtime.Providers);
        Assert.Equal(report.Runtime.CudaProvider is null, report.Libraries.Count == 0);
        Assert.InRange(report.Memory, 1 << 20, long.MaxValue);
    }

    [Fact]
    public void A_loaded_library_is_found_with_the_file_it_came_from()
    {
        Assert.True(LoadedLibraries.TryLoad("libc.so.6", out var path));
        Assert.True(File.Exists(path), path);
        Assert.False(LoadedLibraries.TryLoad("libno-such-library.so.13", out path));
        Assert.Null(path);
    }

    [Theory]
    [InlineData("libcudart.so.13", "/cuda/libcudart.so.13.0.96")]
    [InlineData("libcuda.so.1", "/driver/libcuda.so.580.95.05")]
    [InlineData("libcublas.so.13", "/cuda/libcublas.so.13")]
    [InlineData("libcudnn.so.9", null)]
    public void Links_lead_to_files_with_longer_versions(string name, string? path)
    {
        string[] files =
        [
            "/cuda/libcublasLt.so.13", "/cuda/libcublas.so.13", "/cuda/libcudart.so.13.0.96", "/driver/libcuda.so.580.95.05", "/cuda/libcudnn_graph.so.9",
        ];

        Assert.Equal(
            path,
            LoadedLibraries.Find(
                ["7f00-7f01 rw-p 00000000 00:00 0 ", .. files.Select(file => $"7f02-7f03 r-xp 00000000 08:01 4711                       {file}")], name));
    }

    [Theory]
    [InlineData("libcublasLt.so.13", 13, "libcublas-13-0", "nvidia-cublas")]
    [InlineData("libcudart.so.12", 12, "cuda-cudart-12-0", "nvidia-cuda-runtime-cu12")]
    [InlineData("libcudnn.so.9", 13, "libcudnn9-cuda-13", "nvidia-cudnn-cu13")]
    [InlineData("libcuda.so.1", 13, "cuda-drivers", null)]
    public void A_library_is_installed_by_a_package(string library, int cuda, string debian, string? pip) =>
        Assert.Equal(new LibraryPackage(debian, pip), CudaPackages.Of(library, cuda));

    [Fact]
    public void The_version_of_CUDA_is_that_of_its_runtime()
    {
        Assert.Equal(13, CudaPackages.MajorOf(["libcurand.so.10", "libcudart.so.13"]));
        Assert.Null(CudaPackages.MajorOf(["libcurand.so.10"]));
        Assert.Null(CudaPackages.Of("libc.so.6", 13));
    }

    private string Missing => Path.Combine(_folder, "missing.so");
}
