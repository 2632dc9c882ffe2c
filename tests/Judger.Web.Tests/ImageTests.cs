using Judger.Imaging.Encoders;
using Judger.TinyModel.World;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>The ways in which an image comes to the page.</summary>
public sealed class ImageTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Theory]
    [InlineData("chosen")]
    [InlineData("dropped")]
    [InlineData("pasted")]
    public async Task A_file_can_be_asked_about(string way)
    {
        var (scene, questions) = DemoScene.Draw(11);
        var bytes = ImageEncoder.EncodePng(scene.Image);
        await using var web = await chromium.OpenAsync(embedded.Silo);

        if (way == "chosen")
        {
            var chooser = await web.Page.RunAndWaitForFileChooserAsync(() => web.Page.ClickAsync("#choose"));
            await chooser.SetFilesAsync(new Microsoft.Playwright.FilePayload { Name = "scene.png", MimeType = "image/png", Buffer = bytes });
        }
        else
        {
            await web.Page.EvaluateAsync(
                """
                ([way, base64]) => {
                  const data = new DataTransfer();
                  data.items.add(new File([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], 'scene.png', { type: 'image/png' }));
                  const event = way === 'dropped'
                    ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
                    : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
                  document.getElementById('choose').dispatchEvent(event);
                }
                """,
                new[] { way, Convert.ToBase64String(bytes) });
        }

        await web.Page.Locator("#picture").WaitForAsync();
        Assert.Equal($"{(way == "pasted" ? "the pasted image" : "scene.png")} · 480 × 480", await web.Page.TextContentAsync("#image-name"));
        await web.ChooseAsync(policy: "never");
        Assert.Equal(questions[0].Answer, await web.AskAsync(questions[0].Text));
        Assert.Equal(0, await web.Page.Locator("#answer .chip").CountAsync());
    }

    [Fact]
    public async Task Beside_an_image_that_the_model_may_not_know_stands_what_it_knows_and_always_who_answers()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        var scope = web.Page.Locator("#scope");

        await WebPage.HasTextAsync(web.Page.Locator("#model"), "Answered by the model judger-tiny.");
        Assert.False(await scope.IsVisibleAsync());
        await web.Page.SetInputFilesAsync("#file", new Microsoft.Playwright.FilePayload
        {
            Name = "photo.png",
            MimeType = "image/png",
            Buffer = ImageEncoder.EncodePng(new(64, 48)),
        });
        await web.Page.Locator("#picture").WaitForAsync();

        await WebPage.HasTextAsync(
            scope, "judger-tiny knows only drawn scenes of the synthetic world. Its answer about any other image means nothing.");
        Assert.True(await scope.IsVisibleAsync());
        await web.ChooseAsync(policy: "never");
        await web.AskAsync("What is it?");
        Assert.EndsWith("(judger-tiny)", await web.Page.TextContentAsync("#answer .source"), StringComparison.Ordinal);
        await web.DrawAsync(3);
        Assert.False(await scope.IsVisibleAsync());
    }

    [Fact]
    public async Task A_model_that_names_no_scope_comes_without_a_notice()
    {
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.Zero);
        await using var web = await chromium.OpenAsync(silo);

        await WebPage.HasTextAsync(web.Page.Locator("#model"), "Answered by the model simulated.");
        await web.Page.SetInputFilesAsync("#file", new Microsoft.Playwright.FilePayload
        {
            Name = "photo.png",
            MimeType = "image/png",
            Buffer = ImageEncoder.EncodePng(new(64, 48)),
        });
        await web.Page.Locator("#picture").WaitForAsync();

        Assert.False(await web.Page.Locator("#scope").IsVisibleAsync());
    }

    [Fact]
    public async Task A_scene_offers_questions_to_try()
    {
        var (_, questions) = DemoScene.Draw(21);
        await using var web = await chromium.OpenAsync(embedded.Silo);

        await web.DrawAsync(21);
        await web.ChooseAsync(expert: "reference");
        await web.Page.Locator(".suggestion").Nth(2).ClickAsync();

        Assert.Equal(questions.Select(question => question.Text), await web.Page.Locator(".suggestion").AllTextContentsAsync());
        Assert.Equal((questions[2].Text, questions[2].Answer), (await web.Page.InputValueAsync("#question"), await web.Page.InputValueAsync("#reference")));
    }

    [Fact]
    public async Task Without_an_image_or_a_question_it_says_what_is_missing()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);

        await web.Page.ClickAsync("#ask");
        await WebPage.HasTextAsync(web.Notice, "There is no image yet");
        Assert.Equal("choose", await FocusAsync());
        await web.DrawAsync(1);
        await web.Page.FillAsync("#question", " ");
        await web.Page.ClickAsync("#ask");
        await WebPage.HasTextAsync(web.Notice, "There is no question yet");
        Assert.Equal("question", await FocusAsync());
        await web.ChooseAsync(expert: "");
        await web.Page.FillAsync("#question", "What?");
        await web.Page.ClickAsync("#ask");
        await WebPage.HasTextAsync(web.Notice, "The expert has no name");

        Task<string> FocusAsync() => web.Page.EvaluateAsync<string>("document.activeElement.id");
    }
}
