using System.Text.RegularExpressions;
using Judger.Deploy.Tests.Support;
using Judger.Inference.Devices;
using Judger.Inference.Devices.Inspection;

namespace Judger.Deploy.Tests.Docker;

/// <summary>What both Dockerfiles promise, held against the files and the repository.</summary>
public sealed partial class DockerfileTests
{
    [Theory, InlineData("cpu"), InlineData("cuda")]
    public void The_runtime_is_not_root_and_has_a_health_check_and_an_entry_point(string name)
    {
        var file = Read(name);
        var user = file.Of("runtime", "USER")[^1];

        Assert.Contains(user, new[] { "$APP_UID", "1654:1654" });
        Assert.Equal(["dotnet", "judger.dll", "health"], file.Words("runtime", "HEALTHCHECK"));
        Assert.Equal(["dotnet", "judger.dll"], file.Words("runtime", "ENTRYPOINT"));
        Assert.Equal(["serve"], file.Words("runtime", "CMD"));
        Assert.Equal("runtime", file.Instructions[^1].Stage);
    }

    [Theory, InlineData("cpu"), InlineData("cuda")]
    public void ONNX_Runtime_s_telemetry_is_off(string name) => Assert.Equal("1", Read(name).Environment("runtime")["ORT_DISABLE_TELEMETRY"]);

    [Theory, InlineData("cpu"), InlineData("cuda")]
    public void Every_base_image_has_a_version(string name) => Assert.All(
        Read(name).Instructions.Where(instruction => instruction.Name == "FROM").Select(instruction => instruction.Arguments.Split(' ')[0]),
        image => Assert.Matches(Version(), image));

    [Theory, InlineData("cpu"), InlineData("cuda")]
    public void Everything_that_is_copied_is_there_and_not_ignored(string name)
    {
        var ignored = IgnoreRules.Read(Repository.Path($"deploy/docker/{name}.Dockerfile.dockerignore"));
        var copies = Read(name).Of("build", "COPY")
            .Select(line => line.Split(' ').Where(word => !word.StartsWith("--", StringComparison.Ordinal)).ToList())
            .ToList();

        Assert.NotEmpty(copies);
        foreach (var source in copies.SelectMany(copy => copy[..^1]))
        {
            var found = Files(source).ToList();
            Assert.True(found.Count > 0, $"{source} is copied and not in the repository.");
            Assert.True(found.Any(file => !ignored.Ignores(file)), $"{source} is copied and ignored.");
        }
    }

    [Theory, InlineData("cpu"), InlineData("cuda")]
    public void All_that_the_tool_is_built_from_reaches_the_build_and_nothing_else(string name)
    {
        var ignored = IgnoreRules.Read(Repository.Path($"deploy/docker/{name}.Dockerfile.dockerignore"));

        Assert.All(Projects("src/Judger.Cli/Judger.Cli.csproj", []), project => Assert.False(ignored.Ignores(project), project));
        Assert.False(ignored.Ignores("src/Judger.TinyModel/Model/decoder.onnx"));
        Assert.False(ignored.Ignores("src/Judger.Server/Cluster/Postgres/schema.sql"));
        Assert.All(
            [
                ".git/config", "tests/Judger.Cli.Tests/HelpTests.cs", "deploy/compose/secrets/redis.conf", "src/Judger.Cli/bin/Debug/net10.0/judger.dll",
                "src/Judger.Cli/obj/project.assets.json", "src/Judger.Training/Judger.Training.csproj", "README.md",
            ],
            path => Assert.True(ignored.Ignores(path), path));
    }

    [Fact]
    public void The_flavours_differ_in_the_accelerator_and_the_base_and_in_nothing_else_that_is_run()
    {
        var (cpu, cuda) = (Read("cpu"), Read("cuda"));

        static string Plain(string text) => text.Replace(" -p:JudgerAccelerator=cuda", "", StringComparison.Ordinal).Split(" && ")[0].Trim();
        Assert.Equal(cpu.Of("build", "RUN").Select(Plain), cuda.Of("build", "RUN").Select(Plain));
        Assert.All(cuda.Of("build", "RUN"), run => Assert.Contains("-p:JudgerAccelerator=cuda", run, StringComparison.Ordinal));
        Assert.Equal(cpu.Of("build", "COPY"), cuda.Of("build", "COPY"));
        Assert.Subset(cuda.Environment("runtime").ToHashSet(), cpu.Environment("runtime").ToHashSet());
    }

    [Fact]
    public void The_cuda_image_has_every_library_that_the_CUDA_provider_needs()
    {
        var needed = ElfFile.ReadNeeded(CudaFlavour.RequireProvider());
        var cuda = CudaPackages.MajorOf(needed);
        var image = CudaImage().Match(Assert.Single(Read("cuda").Instructions, instruction => instruction is { Name: "FROM", Stage: "runtime" }).Arguments);
        Assert.Equal($"{cuda}", image.Groups["major"].Value);

        // NVIDIA's layers: base installs cudart, runtime cuda-libraries (cuBLAS, cuRAND and others), cudnn cuDNN. CudaPackages names the first minor version,
        // each later one has the same libraries.
        string[] installed = [$"cuda-cudart-{cuda}-0", $"libcublas-{cuda}-0", $"libcurand-{cuda}-0", $"libcudnn9-cuda-{cuda}"];
        string[] ubuntu = ["libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "libgcc_s.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2"];
        const string Driver = "cuda-drivers"; // The host's, which the Container Toolkit mounts.
        Assert.All([.. needed, "libcudnn.so.9"], library => Assert.True(
            CudaPackages.Of(library, cuda!.Value) is { } package ? installed.Append(Driver).Contains(package.Debian) : ubuntu.Contains(library),
            $"{library} is not in the image."));
    }

    [GeneratedRegex(@"^nvidia/cuda:(?<major>[0-9]+)\.[0-9]+\.[0-9]+-cudnn-runtime-ubuntu24\.04 ")]
    private static partial Regex CudaImage();

    [GeneratedRegex(@"^[a-z0-9./-]+:[0-9]+\.[0-9]+")]
    private static partial Regex Version();

    [GeneratedRegex("ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex Reference();

    private static Dockerfile Read(string name) => Dockerfile.Read(Repository.Path($"deploy/docker/{name}.Dockerfile"));

    private static SortedSet<string> Projects(string project, SortedSet<string> seen)
    {
        if (!seen.Add(project)) return seen;
        var path = Repository.Path(project);
        foreach (Match reference in Reference().Matches(File.ReadAllText(path)))
            Projects(Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, reference.Groups[1].Value))), seen);
        return seen;
    }

    private static IEnumerable<string> Files(string source)
    {
        if (source.Contains('*', StringComparison.Ordinal))
        {
            var pattern = new Regex("^" + Regex.Escape(source).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$");
            return Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Where(file => pattern.IsMatch(file));
        }

        var path = Repository.Path(source.TrimEnd('/'));
        if (File.Exists(path)) return [source];
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file))
            : [];
    }
}
