using Judger.Imaging.Decoders;
using Judger.TinyModel.World;

namespace Judger.Server.Tests.Http;

/// <summary>Scenes over HTTP.</summary>
public sealed class SceneTests
{
    [Fact]
    public async Task A_scene_comes_with_questions_and_their_answers()
    {
        await using var silo = await HttpSilo.StartAsync();

        var told = await (await silo.SendAsync(HttpMethod.Get, "/v1/scenes/7")).JsonAsync();

        var (scene, questions) = DemoScene.Draw(7);
        var image = told.GetProperty("image");
        var decoded = ImageDecoder.Decode(image.GetProperty("data").GetBytesFromBase64());
        Assert.Equal(
            (7, "image/png", Scene.Side, Scene.Side),
            (
                told.GetProperty("seed").GetInt32(),
                image.GetProperty("media_type").GetString(),
                image.GetProperty("width").GetInt32(),
                image.GetProperty("height").GetInt32()));
        Assert.Equal(scene.Image.Pixels, decoded.Pixels);
        Assert.Equal(
            questions.Select(question => (question.Text, question.Answer)),
            told.GetProperty("questions").EnumerateArray()
                .Select(question => (question.GetProperty("text").GetString()!, question.GetProperty("answer").GetString()!)));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("2147483648")]
    [InlineData("seven")]
    [InlineData("1.5")]
    public async Task What_is_no_seed_has_no_scene(string seed)
    {
        await using var silo = await HttpSilo.StartAsync();

        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, $"/v1/scenes/{seed}")).ProblemAsync(404));
    }
}
