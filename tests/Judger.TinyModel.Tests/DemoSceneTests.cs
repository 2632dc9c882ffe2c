using Judger.TinyModel.World;

namespace Judger.TinyModel.Tests;

public class DemoSceneTests
{
    [Fact]
    public void A_seed_gives_the_same_scene_and_questions_always()
    {
        var (scene, questions) = DemoScene.Draw(7);

        Assert.Equal(DemoScene.Draw(7).Scene.Image.Pixels, scene.Image.Pixels);
        Assert.Equal(
            [
                ("What number is on the purple square?", "4"), ("What number is on the pink object?", "9"), ("What color is the star?", "yellow"),
                ("Is there a yellow square?", "no"),
            ],
            questions.Select(question => (question.Text, question.Answer)));
        Assert.NotEqual(DemoScene.Draw(8).Scene.Image.Pixels, scene.Image.Pixels);
    }

    [Fact]
    public void A_seed_is_not_negative() => Assert.Throws<ArgumentOutOfRangeException>(() => DemoScene.Draw(-1));
}
