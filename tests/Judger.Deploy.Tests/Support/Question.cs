using System.Net.Http.Json;
using System.Text.Json;
using Judger.Imaging.Encoders;
using Judger.TinyModel.World;

namespace Judger.Deploy.Tests.Support;

/// <summary>A question of the embedded model's world, asked over HTTP.</summary>
internal static class Question
{
    /// <summary>The record of its answer.</summary>
    public static async Task<JsonElement> AskAsync(string url, uint scene = 0)
    {
        using var client = new HttpClient { BaseAddress = new(url), Timeout = TimeSpan.FromMinutes(5) };
        var image = Convert.ToBase64String(ImageEncoder.EncodePng(SceneGenerator.Draw(SceneSplit.Test, 7, scene).Image));
        using var response = await client.PostAsJsonAsync(
            "/v1/questions", new { question = "What color is the star?", image = new { data = image } }, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
