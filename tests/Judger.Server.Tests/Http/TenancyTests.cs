using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Judger.Server.Configuration;
using Judger.Server.Http.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Tests.Http;

/// <summary>What holders of keys can learn of each other: nothing.</summary>
public sealed class TenancyTests
{
    private static readonly string Mine = ApiKeyHash.NewKey();
    private static readonly string MineToo = ApiKeyHash.NewKey();
    private static readonly string Other = ApiKeyHash.NewKey();

    [Fact]
    public async Task An_image_is_there_for_those_who_have_put_it()
    {
        await using var silo = await StartAsync();
        var image = silo.NewImage();
        var digest = DigestOf(image);
        await PutAsync(silo, image, Mine);

        Assert.Equal((204, 204, 404), (await HeadAsync(silo, digest, Mine), await HeadAsync(silo, digest, MineToo), await HeadAsync(silo, digest, Other)));
        await (await AskAsync(silo, digest, Mine, "q")).JsonAsync();

        // Neither waiting, nor streaming, nor in the background, nor as another image beside one's own.
        foreach (var mode in new[] { "wait", "stream", "background" })
        {
            Assert.Equal(
                "image_missing",
                await (await silo.PostAsync(silo.Question(("image", new { digest }), ("id", $"theirs-{mode}"), ("mode", mode)), Other)).ProblemAsync(404));
            Assert.Equal(404, (int)(await silo.SendAsync(HttpMethod.Get, $"/v1/questions/theirs-{mode}/image.png", key: Other)).StatusCode);
        }

        Assert.Equal("image_missing", await (await silo.PostAsync(silo.Question(("other_images", new[] { new { digest } })), Other)).ProblemAsync(404));

        // Who has the bytes may put them, and then has the image, too.
        await PutAsync(silo, image, Other);
        Assert.Equal(204, await HeadAsync(silo, digest, Other));
        await (await AskAsync(silo, digest, Other, "theirs")).JsonAsync();
        Assert.Equal(200, (int)(await silo.SendAsync(HttpMethod.Get, "/v1/questions/theirs/image.png", key: Other)).StatusCode);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("form")]
    [InlineData("chat")]
    public async Task Who_sends_an_image_with_a_question_has_put_it(string how)
    {
        await using var silo = await StartAsync();
        var image = silo.NewImage();
        using var asked = how switch
        {
            "json" => await silo.PostAsync(silo.Question(("image", new { data = image })), Mine),
            "form" => await silo.SendAsync(
                HttpMethod.Post,
                "/v1/questions",
                new MultipartFormDataContent { { new ByteArrayContent(image), "image", "a.png" }, { new StringContent("What?"), "question" } },
                Mine),
            _ => await silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", await ChatAsync(silo, image), Mine),
        };
        await asked.JsonAsync();

        Assert.Equal((204, 404), (await HeadAsync(silo, DigestOf(image), Mine), await HeadAsync(silo, DigestOf(image), Other)));
    }

    [Fact]
    public async Task What_others_asked_about_is_not_in_the_work_of_a_question()
    {
        await using var silo = await StartAsync();
        var image = silo.NewImage();

        // The first question of all computes the position that all prompts begin with.
        await WorkAsync(silo, silo.NewImage(), Other);
        var fresh = await WorkAsync(silo, silo.NewImage(), Other);
        await WorkAsync(silo, image, Mine);
        var again = await WorkAsync(silo, image, Mine);

        Assert.Equal(fresh, await WorkAsync(silo, image, Other));
        Assert.True(again.Reused > fresh.Reused, $"{again} against {fresh}");
    }

    [Fact]
    public async Task Holders_who_trust_each_other_share_caches()
    {
        await using var silo = await StartAsync(options => options.Http.ShareCaches = true);
        var image = silo.NewImage();
        var fresh = await WorkAsync(silo, silo.NewImage(), Other);
        await WorkAsync(silo, image, Mine);

        var known = await WorkAsync(silo, image, Other);

        Assert.True(known.Reused > fresh.Reused && known.Encoded < fresh.Encoded, $"{known} against {fresh}");
        var mine = silo.NewImage();
        await PutAsync(silo, mine, Mine);
        Assert.Equal((204, 404), (await HeadAsync(silo, DigestOf(mine), Mine), await HeadAsync(silo, DigestOf(mine), Other)));
    }

    [Fact]
    public async Task Who_has_put_an_image_is_known_when_its_grain_has_left_memory()
    {
        await using var silo = await StartAsync();
        var image = silo.NewImage();
        await PutAsync(silo, image, Mine);

        await silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0)
            .ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal((204, 404), (await HeadAsync(silo, DigestOf(image), Mine), await HeadAsync(silo, DigestOf(image), Other)));
    }

    [Fact]
    public async Task Without_keys_all_is_one_owners()
    {
        await using var silo = await HttpSilo.StartAsync();
        var image = silo.NewImage();
        await PutAsync(silo, image, key: null);

        Assert.Equal(204, await HeadAsync(silo, DigestOf(image), key: null));
        var first = await WorkAsync(silo, image, key: null);
        Assert.True((await WorkAsync(silo, image, key: null)).Reused > first.Reused);
    }

    [Fact]
    public async Task What_is_a_holders_is_kept_by_nobody_on_the_way()
    {
        await using var silo = await StartAsync(options => options.Http.Dashboard = options.Http.Metrics = true);
        var image = silo.NewImage();
        await PutAsync(silo, image, Mine);
        await (await AskAsync(silo, DigestOf(image), Mine, "q")).JsonAsync();

        string[] held = ["", "/events", "/image.png", "/overlay.png", "/crop.png"];
        string[] paths = [.. held.Select(part => $"/v1/questions/q{part}")];
        string[] others = ["/v1/questions/none", "/v1/models", "/v1/scenes/1", "/metrics", "/dashboard", "/nowhere"];
        foreach (var (who, key) in new[] { ("mine", Mine), ("other", Other), ("no key", null) })
        {
            foreach (var path in paths.Concat(others))
            {
                using var response = await silo.SendAsync(HttpMethod.Get, path, key: key);
                Assert.True(response.Headers.CacheControl?.NoStore, $"{path} for {who}: {response.Headers.CacheControl}");
                if (!paths.Contains(path)) continue;
                Assert.Equal((path, who == "mine" ? 200 : key is null ? 401 : 404), (path, (int)response.StatusCode));
            }
        }
    }

    [Fact]
    public async Task No_other_page_shows_the_dashboard_in_a_frame()
    {
        await using var silo = await StartAsync(options => options.Http.Dashboard = true);

        foreach (var path in new[] { "/dashboard", "/dashboard/" })
        {
            using var response = await silo.SendAsync(HttpMethod.Get, path, key: Other);
            Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        }
    }

    private static Task<HttpSilo> StartAsync(Action<JudgerOptions>? configure = null) => HttpSilo.StartAsync(options =>
    {
        options.Http.ApiKeys =
        [
            new() { Name = "mine", Sha256 = ApiKeyHash.Of(Mine) },
            new() { Name = "mine", Sha256 = ApiKeyHash.Of(MineToo) },
            new() { Name = "other", Sha256 = ApiKeyHash.Of(Other), Scopes = [ApiScope.Admin] },
        ];
        configure?.Invoke(options);
    });

    private static string DigestOf(byte[] image) => Convert.ToHexStringLower(SHA256.HashData(image));

    private static async Task PutAsync(HttpSilo silo, byte[] image, string? key)
    {
        using var put = await silo.SendAsync(HttpMethod.Put, $"/v1/images/{DigestOf(image)}", new ByteArrayContent(image), key);
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
    }

    private static async Task<int> HeadAsync(HttpSilo silo, string digest, string? key)
    {
        using var response = await silo.SendAsync(HttpMethod.Head, $"/v1/images/{digest}", key: key);
        return (int)response.StatusCode;
    }

    private static Task<HttpResponseMessage> AskAsync(HttpSilo silo, string digest, string key, string id) =>
        silo.PostAsync(silo.Question(("image", new { digest }), ("id", id)), key);

    private static async Task<(int Encoded, int Cached, int Prefilled, int Reused)> WorkAsync(HttpSilo silo, byte[] image, string? key)
    {
        var record = await (await silo.PostAsync(silo.Question(("image", new { data = image })), key)).JsonAsync();
        return (record.Work("images_encoded"), record.Work("images_cached"), record.Work("tokens_prefilled"), record.Work("tokens_reused"));
    }

    private static async Task<HttpContent> ChatAsync(HttpSilo silo, byte[] image)
    {
        var models = await (await silo.SendAsync(HttpMethod.Get, "/v1/models", key: Mine)).JsonAsync();
        var url = $"data:image/png;base64,{Convert.ToBase64String(image)}";
        return new StringContent(
            JsonSerializer.Serialize(new
            {
                model = models.GetProperty("data")[0].GetProperty("id").GetString(),
                messages = new[]
                {
                    new
                    {
                        role = "user",
                        content = new object[] { new { type = "text", text = "What?" }, new { type = "image_url", image_url = new { url } } },
                    },
                },
            }),
            null,
            "application/json");
    }
}
