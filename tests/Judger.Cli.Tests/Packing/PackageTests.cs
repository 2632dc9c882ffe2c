using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Judger.Cli.Tests.Support;
using Judger.Client;
using Judger.Grains.Slots;
using Judger.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Cli.Tests.Packing;

/// <summary>What applications and people install, as they install it.</summary>
public sealed class PackageTests(Packages packages) : IClassFixture<Packages>
{
    private const int MostToolBytes = 60 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Judger.Abstractions")]
    [InlineData("Judger.Protocol")]
    [InlineData("Judger.Client")]
    public void A_library_has_its_documentation_its_licence_and_its_symbols(string name)
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(packages.Feed, $"{name}.*.nupkg").Single());
        using var symbols = ZipFile.OpenRead(Directory.GetFiles(packages.Feed, $"{name}.*.snupkg").Single());
        var metadata = XDocument.Load(package.GetEntry($"{name}.nuspec")!.Open()).Root!.Elements().Single();
        string? Value(string element) => metadata.Elements().SingleOrDefault(child => child.Name.LocalName == element)?.Value;

        Assert.Equal(("Apache-2.0", "README.md", name), (Value("license"), Value("readme"), Value("id")));
        Assert.Null(Value("repository"));
        Assert.Contains(name, Text(package, "README.md"), StringComparison.Ordinal);
        Assert.Contains("<summary>", Text(package, $"lib/net10.0/{name}.xml"), StringComparison.Ordinal);

        // Neither the program nor its symbols tell where they were made.
        Assert.DoesNotContain(DotNet.Repository, Text(package, $"lib/net10.0/{name}.dll"), StringComparison.Ordinal);
        Assert.DoesNotContain(DotNet.Repository, Text(symbols, $"lib/net10.0/{name}.pdb"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_that_knows_the_package_only_asks_a_server()
    {
        EmbeddedModelFolder.Require();
        var folder = packages.Folder("sample");
        foreach (var file in Directory.GetFiles(Path.Combine(DotNet.Repository, "tests", "Samples", "AskSample")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nuget.config"),
            $"""<configuration><packageSources><add key="packed" value="{packages.Feed}" /></packageSources></configuration>""",
            Token);
        var image = Path.Combine(folder, "scene.png");
        await File.WriteAllBytesAsync(image, TestPng.Scene(), Token);
        var built = await DotNet.RunAsync(packages.Cache, folder, "dotnet", "build", "-o", "built", "-v", "quiet");
        Assert.True(built.ExitCode == 0, built.Output + built.Errors);
        await using var server = (WebApplication)JudgerHost.Build(new()
        {
            SiloName = "local",
            Slots = [new SlotOptions { ModelFolder = TinyModel.EmbeddedModel.Folder }],
            Cluster = new() { ClusterId = Guid.NewGuid().ToString("N") },
            Drain = new() { Timeout = TimeSpan.Zero },
            Http = new() { Urls = ["http://127.0.0.1:0"] },
        });
        await server.StartAsync(Token);

        var asked = await DotNet.RunAsync(
            null, folder, "dotnet", Path.Combine("built", "AskSample.dll"), server.Urls.Single(), image, "What number is on the purple square?");

        Assert.True(asked.ExitCode == 0, asked.Errors);
        var answer = (await server.Services.GetRequiredService<IJudgerClient>().GetAsync(QuestionId.Parse("sample"), Token))!.Answer;
        Assert.Equal("4", answer);
        var lines = asked.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["stage: Baseline", "stage: Locate", "stage: Refine"], lines[..3]);
        Assert.Equal([$"answer: {answer}", $"chat: {answer}"], lines[^2..]);
    }

    [Fact]
    public async Task The_tool_is_installed_and_answers()
    {
        Assert.InRange(Directory.GetFiles(packages.Feed, "Judger.Cli.*.nupkg").Sum(file => new FileInfo(file).Length), 1 << 20, MostToolBytes);
        var folder = packages.Folder("tool");
        var installed = await DotNet.RunAsync(
            packages.Cache, folder, "dotnet", "tool", "install", "Judger.Cli", "--tool-path", "bin", "--source", packages.Feed);
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Errors);

        var report = (await DotNet.RunAsync(null, folder, Path.Combine(folder, "bin", "judger"), "demo", "--seed", "7", "--json")).Json();

        Assert.Equal(
            ["4", "9", "yellow", "no"],
            report.GetProperty("questions").EnumerateArray().Select(question => question.GetProperty("record").GetProperty("answer").GetString()));
        Assert.True(File.Exists(Path.Combine(folder, "demo", "overlay-1.png")));
    }

    // Latin 1 keeps every byte, whatever the file is.
    private static string Text(ZipArchive archive, string path)
    {
        using var reader = new StreamReader(archive.GetEntry(path)?.Open() ?? throw new FileNotFoundException(path), Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
