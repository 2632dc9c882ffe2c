using Judger.Imaging.Encoders;
using Judger.TinyModel.World;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>How images come to the server.</summary>
public sealed class UploadTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task A_slow_upload_shows_how_much_was_sent()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(policy: "never");
        var network = await web.Page.Context.NewCDPSessionAsync(web.Page);
        await network.SendAsync(
            "Network.emulateNetworkConditions",
            new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = 200_000 });

        await web.Page.ClickAsync("#ask");
        await WebPage.HasTextAsync(web.Page.Locator("[data-part=sent]"), "Sending the images: ");
        await web.Page.Locator("[data-part=upload]").WaitForAsync();
        Assert.Matches("^Sending the images: 0[.][0-9] of 0[.][56] MB$", await web.Page.TextContentAsync("[data-part=sent]"));
        Assert.InRange(await web.Page.EvaluateAsync<double>("document.querySelector('progress').value"), 0, 1);

        await web.AnswerAsync();
        Assert.False(await web.Page.Locator("[data-part=upload]").IsVisibleAsync());
    }

    [Fact]
    public async Task An_image_is_sent_once_and_again_when_the_server_has_lost_it()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(41);
        await web.ChooseAsync(policy: "never");
        await web.AskAsync("What number is on the red object?");
        await web.AskAsync("What number is on the blue object?");
        await WebPage.HasTextAsync(web.Page.Locator("#answer .question"), "blue");
        var digest = ImageDigest.Of(ImageEncoder.EncodePng(DemoScene.Draw(41).Scene.Image));
        Assert.Single(web.Requests, Sent);

        // The route stays: where one is taken away, Playwright may not tell of a request that is being sent meanwhile.
        var answers = 0;
        await web.Page.RouteAsync("**/v1/questions", route => answers++ > 0
            ? route.ContinueAsync()
            : route.FulfillAsync(new()
            {
                Status = 404,
                ContentType = "application/problem+json",
                Body = """{"status":404,"code":"image_missing","title":"Not found","detail":"No image has the digest."}""",
            }));
        await web.AskAsync("What number is on the green object?");
        await WebPage.HasTextAsync(web.Page.Locator("#answer .question"), "green");

        Assert.Equal(2, web.Requests.Count(Sent));

        bool Sent(string address) => address.EndsWith($"/v1/images/{digest}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_browser_has_no_digests_the_page_computes_the_same()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);

        var differing = await web.Page.EvaluateAsync<int[]>(
            """
            async () => {
              const { hash, sha256 } = await import('/web/sha256.js');
              const differing = [];
              for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003]) {
                const bytes = Uint8Array.from({ length }, (_, index) => 31 * index + length);
                const own = Array.from(hash(bytes), byte => byte.toString(16).padStart(2, '0')).join('');
                if (own !== await sha256(bytes.buffer)) differing.push(length);
              }
              return differing;
            }
            """);

        Assert.Empty(differing);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("abc"u8)),
            await web.Page.EvaluateAsync<string>(
                """
                async () => {
                  const { hash } = await import('/web/sha256.js');
                  return Array.from(hash(new TextEncoder().encode('abc')), byte => byte.toString(16).padStart(2, '0')).join('');
                }
                """));
    }
}
