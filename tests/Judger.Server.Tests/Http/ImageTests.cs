using System.Net.Http.Json;
using System.Security.Cryptography;
using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http;

/// <summary>Images over HTTP.</summary>
public sealed class ImageTests
{
    [Fact]
    public async Task An_image_is_put_under_its_digest_and_asked_about_by_it()
    {
        await using var silo = await HttpSilo.StartAsync();
        var image = silo.NewImage();
        var digest = Convert.ToHexStringLower(SHA256.HashData(image));

        Assert.Equal(404, await StatusAsync(silo, HttpMethod.Head, digest));
        Assert.Equal(204, await StatusAsync(silo, HttpMethod.Put, digest.ToUpperInvariant(), image));
        Assert.Equal(204, await StatusAsync(silo, HttpMethod.Put, digest, image));
        Assert.Equal(204, await StatusAsync(silo, HttpMethod.Head, digest));
        await (await silo.PostAsync(silo.Question(("image", new { digest })))).JsonAsync();
    }

    [Fact]
    public async Task What_is_no_image_or_another_one_or_too_large_is_refused()
    {
        await using var silo = await HttpSilo.StartAsync();
        var image = silo.NewImage();
        byte[] none = [1, 2, 3];

        Assert.Equal("image_rejected", await (await PutAsync(silo, new('0', 64), image)).ProblemAsync(400));
        Assert.Equal("image_rejected", await (await PutAsync(silo, "x", image)).ProblemAsync(400));
        Assert.Equal("image_rejected", await (await PutAsync(silo, Convert.ToHexStringLower(SHA256.HashData(none)), none)).ProblemAsync(400));
        Assert.Equal("image_rejected", await (await PutAsync(silo, new('0', 64), new byte[QuestionLimits.MaxImageBytes + 1])).ProblemAsync(400));
        Assert.Equal(
            "image_rejected", await (await PutAsync(silo, new('0', 64), new byte[QuestionLimits.MaxImageBytes + 1], isChunked: true)).ProblemAsync(400));
        Assert.Equal(404, await StatusAsync(silo, HttpMethod.Head, "x"));
    }

    [Fact]
    public async Task It_wants_a_key()
    {
        var key = ApiKeyHash.NewKey();
        await using var silo = await HttpSilo.StartAsync(
            options => options.Http.ApiKeys = [new() { Name = "mine", Sha256 = ApiKeyHash.Of(key), Scopes = [ApiScope.Ask] }]);
        var image = silo.NewImage();
        var digest = Convert.ToHexStringLower(SHA256.HashData(image));

        Assert.Equal(401, await StatusAsync(silo, HttpMethod.Put, digest, image));
        Assert.Equal(401, await StatusAsync(silo, HttpMethod.Head, digest));
        Assert.Equal(204, await StatusAsync(silo, HttpMethod.Put, digest, image, key));
    }

    [Fact]
    public async Task A_question_that_is_posted_again_streams_from_where_it_was()
    {
        await using var silo = await HttpSilo.StartAsync();
        var question = silo.Question(("mode", "stream"), ("id", "s"));
        await (await silo.PostAsync(question)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        using var rest = await silo.SendAsync(
            HttpMethod.Post, "/v1/questions", JsonContent.Create(question), headers: headers => headers.Add("Last-Event-ID", "4"));

        var lines = (await rest.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');
        Assert.Equal(["id: 5", "id: 6", "id: 7"], lines.Where(line => line.StartsWith("id:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("stream", 400, 404)]
    [InlineData("wait", 200, 204)]
    public async Task A_stream_that_cannot_go_on_from_where_it_was_leaves_no_image_behind(string mode, int status, int known)
    {
        await using var silo = await HttpSilo.StartAsync();
        var image = silo.NewImage();
        var question = silo.Question(("mode", mode), ("image", new { data = image }));

        using var response = await silo.SendAsync(
            HttpMethod.Post, "/v1/questions", JsonContent.Create(question), headers: headers => headers.Add("Last-Event-ID", "four"));

        var problem = await response.JsonAsync(status);
        if (status == 400) Assert.Equal("Last-Event-ID is \"four\". Give the number of the last event.", problem.GetProperty("detail").GetString());
        Assert.Equal(known, await StatusAsync(silo, HttpMethod.Head, Convert.ToHexStringLower(SHA256.HashData(image))));
    }

    private static async Task<int> StatusAsync(HttpSilo silo, HttpMethod method, string digest, byte[]? image = null, string? key = null)
    {
        using var response = await silo.SendAsync(method, $"/v1/images/{digest}", image is null ? null : new ByteArrayContent(image), key);
        return (int)response.StatusCode;
    }

    private static Task<HttpResponseMessage> PutAsync(HttpSilo silo, string digest, byte[] image, bool isChunked = false) =>
        silo.SendAsync(HttpMethod.Put, $"/v1/images/{digest}", isChunked ? new StreamContent(new Unsized(image)) : new ByteArrayContent(image));

    /// <summary>A stream that does not tell its length.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
