using System.Text;

namespace Judger.Server.Tests.Http.Hostile;

/// <summary>Bodies that take more memory than their bytes. What is left of the process's memory is measured, so no other test runs beside these.</summary>
[Collection(nameof(SwellingBodyTests))]
[CollectionDefinition(nameof(SwellingBodyTests), DisableParallelization = true)]
public sealed class SwellingBodyTests : IAsyncLifetime
{
    private const long Flat = 32L << 20;

    private HostileSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HostileSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Memory_stays_flat_under_bodies_that_swell()
    {
        var million = string.Concat(Enumerable.Repeat("{},", 1_000_000));
        (string Name, string Json)[] rows =
        [
            ("objects", $$"""{"question": "Q", "other_images": [{{million}}{}]}"""),
            ("members", $$"""{"question": "Q", {{string.Concat(Enumerable.Range(0, 300_000).Select(i => $"\"m{i}\":1,"))}}"id": "a"}"""),
            ("texts", $$$"""{"question": "Q", "sampling": {"stop": [{{{string.Concat(Enumerable.Repeat("\"a\",", 1_000_000))}}}"b"]}}"""),
            ("depth", new string('[', 2_000_000)),
            ("a name", $$"""{"{{new string('n', 3_000_000)}}": 1}"""),
        ];
        await AllAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var round = 0; round < 6; round++) await AllAsync();

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Flat);

        Task AllAsync() => _silo.AssertNoneFailsAsync(
            rows.SelectMany(row => new[] { "/v1/questions", "/v1/chat/completions" }.Select(path => (
                $"{row.Name} to {path}", (Func<HttpRequestMessage>)(() => HostileSilo.Post(path, Encoding.UTF8.GetBytes(row.Json), "application/json"))))),
            (_, status, text) => status == 400 && text.Length < 4000 ? null : $"{status} {text[..Math.Min(text.Length, 400)]}");
    }
}
