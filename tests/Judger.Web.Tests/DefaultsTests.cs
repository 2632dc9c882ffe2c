using System.Text.Json;
using Judger.TinyModel.World;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>What the page asks for when nobody chooses anything: what the server answers by when nobody says anything.</summary>
public sealed class DefaultsTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task What_is_left_as_it_was_is_the_servers_default()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);

        await web.AskAsync();

        Assert.Equal(Described(new AskOptions()), await OptionsAsync(web));
    }

    [Fact]
    public async Task The_page_shows_the_servers_defaults()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);

        var shown = (
            await web.Page.InputValueAsync("#expert"), await web.Page.InputValueAsync("#policy"), await web.Page.InputValueAsync("#rounds"));

        var defaults = Described(new AskOptions());
        Assert.Equal(("default", defaults.Policy, $"{defaults.Rounds}"), shown);
    }

    [Fact]
    public async Task The_known_answer_of_a_drawn_scene_is_one_choice_away()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);

        await web.ChooseAsync(expert: "reference");
        await web.AskAsync();

        Assert.Equal(DemoScene.Draw(7).Questions[0].Answer, await web.Page.InputValueAsync("#reference"));
        var defaults = Described(new AskOptions());
        Assert.Equal(defaults with { Expert = ExpertNames.Reference, IsDefault = false }, await OptionsAsync(web));
    }

    [Fact]
    public async Task The_model_itself_can_be_asked_for_by_name()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);

        await web.ChooseAsync(expert: "self", policy: "always");
        await web.AskAsync();

        Assert.Equal(
            Described(new AskOptions { Expert = ExpertNames.Self, Policy = JudgmentPolicy.Always }), await OptionsAsync(web));
        Assert.Contains("by the model itself", await web.Page.TextContentAsync("[data-key=judge-1]"), StringComparison.Ordinal);
    }

    private async Task<Options> OptionsAsync(WebPage web) =>
        Read((await embedded.Silo.RecordAsync(await web.IdAsync())).GetProperty("options"));

    private static Options Described(AskOptions options) =>
        Read(JsonSerializer.SerializeToElement(Protocol.OptionsJson.Of(options), Protocol.JsonFormat.Records));

    private static Options Read(JsonElement options) => new(
        options.GetProperty("expert").GetString()!,
        options.TryGetProperty("expert_is_default", out var isDefault) && isDefault.GetBoolean(),
        options.GetProperty("policy").GetString()!,
        options.GetProperty("max_rounds").GetInt32());

    private sealed record Options(string Expert, bool IsDefault, string Policy, int Rounds);
}
