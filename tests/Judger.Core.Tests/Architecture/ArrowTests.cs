namespace Judger.Core.Tests.Architecture;

public sealed class ArrowTests
{
    [Fact]
    public void Every_project_keeps_to_the_arrows_of_the_design()
    {
        var projects = ProjectFile.AllUnder(Path.Combine(Repository.Root.FullName, "src"));

        Assert.Contains(projects, project => project.Name == "Judger.Core");
        Assert.Empty(projects.SelectMany(Arrows.Violations));
    }

    [Fact]
    public void The_table_names_no_project_that_is_gone()
    {
        var projects = ProjectFile.AllUnder(Path.Combine(Repository.Root.FullName, "src")).Select(project => project.Name);

        Assert.Empty(Arrows.Projects.Except(projects));
    }

    [Theory]
    [InlineData("Judger.Core", """<ProjectReference Include="..\A\Judger.Imaging.csproj" />""", "Judger.Core may not refer to Judger.Imaging.")]
    [InlineData("Judger.Client", """<ProjectReference Include="../Judger.Grains/Judger.Grains.csproj" />""", "Judger.Client may not refer to Judger.Grains.")]
    [InlineData("Judger.Core", """<PackageReference Include="Newtonsoft.Json" />""", "Judger.Core may not take the package Newtonsoft.Json.")]
    [InlineData("Judger.Abstractions", """<PackageReference Include="NetVips" />""", "Judger.Abstractions may not take the package NetVips.")]
    [InlineData("Judger.Protocol", """<ProjectReference Include="../C/Judger.Client.csproj" />""", "Judger.Protocol may not refer to Judger.Client.")]
    [InlineData("Judger.Cli", """<PackageReference Include="Microsoft.Orleans.Sdk" />""", "Judger.Cli may not take the package Microsoft.Orleans.Sdk.")]
    [InlineData("Judger.Cli", """<PackageReference Include="Microsoft.ML.OnnxRuntime" />""", "Judger.Cli may not take the package Microsoft.ML.OnnxRuntime.")]
    [InlineData("Judger.TinyModel", """<PackageReference Include="TorchSharp-cpu" />""", "Judger.TinyModel may not take the package TorchSharp-cpu.")]
    [InlineData("Judger.Inference", """<Protobuf Include="onnx.proto" />""", "Judger.Inference may not compile the ONNX schema; only Judger.Export knows it.")]
    [InlineData("Judger.New", "", "Judger.New is not in the table: give it its arrows.")]
    public void A_project_that_leaves_the_arrows_is_named(string name, string item, string violation)
    {
        var project = ProjectFile.Parse(name, $"""<Project><ItemGroup Condition="'$(JudgerAccelerator)' == 'cuda'">{item}</ItemGroup></Project>""");

        Assert.Equal([violation], Arrows.Violations(project));
    }
}
