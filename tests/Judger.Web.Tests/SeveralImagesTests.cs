using System.Globalization;
using Judger.Imaging.Encoders;
using Judger.TinyModel.World;
using Judger.Web.Tests.Support;
using Microsoft.Playwright;

namespace Judger.Web.Tests;

/// <summary>Questions about several images.</summary>
public sealed class SeveralImagesTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task Images_can_be_added_and_taken_out_and_one_of_them_is_looked_at()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        Assert.False(await web.Page.Locator("#strip").IsVisibleAsync());

        await AddAsync(web, 3, 4);
        await ShownAsync(web, "Scene 7");
        Assert.Equal(["Look at Scene 7", "Look at 3.png", "Look at 4.png"], await NamesAsync(web));
        await web.Page.CheckAsync("[aria-label='Look at 4.png']");
        await ShownAsync(web, "4.png");
        await web.Page.ClickAsync("[aria-label='Remove 3.png']");
        await web.Page.Locator("[aria-label='Look at 3.png']").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await ShownAsync(web, "4.png");
        await web.ChooseAsync(policy: "never");
        await web.AskAsync("What number is on the blue object?");

        var record = await embedded.Silo.RecordAsync(await web.IdAsync());
        Assert.Equal(
            new[] { 7, 4 }.Select(Digest), record.GetProperty("images").EnumerateArray().Select(digest => digest.GetString()));
        Assert.Equal(1, record.GetProperty("attended").GetInt32());
        Assert.True(await web.Page.Locator("#box").IsVisibleAsync());

        // The box belongs to the image that was looked at.
        await web.Page.CheckAsync("[aria-label='Look at Scene 7']");
        await ShownAsync(web, "Scene 7");
        Assert.False(await web.Page.Locator("#box").IsVisibleAsync());
        await web.Page.CheckAsync("[aria-label='Look at 4.png']");
        await web.Page.Locator("#box").WaitForAsync();
    }

    [Fact]
    public async Task A_question_that_is_opened_has_all_its_images()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.SetInputFilesAsync("#file", File(3));
        await web.Page.Locator("#picture").WaitForAsync();
        await AddAsync(web, 4, 5);
        await web.Page.CheckAsync("[aria-label='Look at 5.png']");
        await ShownAsync(web, "5.png");
        await web.ChooseAsync(policy: "never");
        var answer = await web.AskAsync("What number is on the red object?");

        await web.LoadAsync();
        await web.Page.ClickAsync("#earlier .entry");

        Assert.Equal(answer, await web.AnswerAsync());
        Assert.Equal(Enumerable.Range(1, 3).Select(number => $"Look at Image {number} of this question"), await NamesAsync(web));
        Assert.True(await web.Page.IsCheckedAsync("[aria-label='Look at Image 3 of this question']"));
        Assert.Equal(3, await web.Page.Locator("#images img").CountAsync());

        // Nothing needs to be sent to ask about them again.
        var before = web.Requests.Count(IsUpload);
        await web.AskAsync("What number is on the green object?");
        await WebPage.HasTextAsync(web.Page.Locator("#answer .question"), "green");
        Assert.Equal(before, web.Requests.Count(IsUpload));
    }

    [Fact]
    public async Task More_than_the_server_takes_are_refused_before_they_are_sent()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);

        await web.Page.SetInputFilesAsync("#more", Enumerable.Range(0, QuestionLimits.MaxImages).Select(seed => File(seed)));
        await WebPage.HasTextAsync(web.Notice, $"A question has at most {QuestionLimits.MaxImages} images, and these are {QuestionLimits.MaxImages + 1}");
        Assert.False(await web.Page.Locator("#strip").IsVisibleAsync());
        await AddAsync(web, [.. Enumerable.Range(0, QuestionLimits.MaxImages - 1)]);

        Assert.Equal(QuestionLimits.MaxImages, (await NamesAsync(web)).Length);
        Assert.True(await web.Page.Locator("#add").IsDisabledAsync());
    }

    [Fact]
    public async Task Files_that_are_dropped_together_are_all_asked_about()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);

        await web.Page.EvaluateAsync(
            """
            images => {
              const data = new DataTransfer();
              images.forEach((base64, index) =>
                data.items.add(new File([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], `${index}.png`, { type: 'image/png' })));
              document.getElementById('choose').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """,
            new[] { 1, 2 }.Select(seed => Convert.ToBase64String(File(seed).Buffer)).ToArray());
        await web.Page.Locator("#strip").WaitForAsync();

        Assert.Equal(["Look at 0.png", "Look at 1.png"], await NamesAsync(web));
    }

    private static bool IsUpload(string address) => address.Contains("/v1/images/", StringComparison.Ordinal);

    private static Task<string[]> NamesAsync(WebPage web) =>
        web.Page.Locator("#images input").EvaluateAllAsync<string[]>("all => all.map(one => one.ariaLabel)");

    private static Task ShownAsync(WebPage web, string name) => WebPage.HasTextAsync(web.Page.Locator("#image-name"), $"{name} ·");

    private static async Task AddAsync(WebPage web, params int[] seeds)
    {
        await web.Page.SetInputFilesAsync("#more", seeds.Select(File));
        await web.Page.Locator($"[aria-label='Look at {seeds[^1]}.png']").WaitForAsync();
    }

    private static FilePayload File(int seed) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{seed}.png"),
        MimeType = "image/png",
        Buffer = ImageEncoder.EncodePng(DemoScene.Draw(seed).Scene.Image),
    };

    private static string Digest(int seed) => ImageDigest.Of(File(seed).Buffer).ToString();
}
