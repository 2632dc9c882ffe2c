using Judger.TinyModel.World;

namespace Judger.TinyModel.Tests;

public class QuestionWriterTests
{
    private static readonly Scene[] Scenes = [.. Enumerable.Range(0, 20).Select(i => SceneGenerator.Draw(SceneSplit.Test, 8, (ulong)i))];

    [Fact]
    public void Yes_and_no_are_equally_frequent_and_true()
    {
        var yes = 0;
        const int count = 600;
        for (ulong i = 0; i < count; i++)
        {
            var scene = Scenes[i % 20];
            var question = QuestionWriter.Ask(new WorldRandom(9, i), scene, QuestionKind.YesNo);
            var isThere = scene.Objects.Any(item => question.Text == $"Is there {Vocabulary.Phrase(item.Color, item.Shape)}?");
            Assert.Equal(isThere ? "yes" : "no", question.Answer);
            if (isThere) yes++;
        }

        Assert.InRange(yes, 255, 345);
    }

    [Fact]
    public void A_fine_question_names_one_object_and_its_answer_is_that_objects_digit()
    {
        for (ulong i = 0; i < 300; i++)
        {
            var scene = Scenes[i % 20];
            var question = QuestionWriter.Ask(new WorldRandom(11, i), scene, QuestionKind.Fine);
            var named = scene.Objects.Where(item => Names(question.Text, item)).ToList();
            Assert.Equal([question.Target!], named);
            Assert.Equal($"{question.Target!.Digit}", question.Answer);
        }
    }

    [Fact]
    public void A_coarse_question_has_one_answer()
    {
        for (ulong i = 0; i < 300; i++)
        {
            var scene = Scenes[i % 20];
            var question = QuestionWriter.Ask(new WorldRandom(13, i), scene, QuestionKind.Coarse);
            var answers = question.Text.StartsWith("What color", StringComparison.Ordinal)
                ? scene.Objects.Where(item => question.Text.Contains(item.Shape.Word(), StringComparison.Ordinal)).Select(item => item.Color.Word())
                : scene.Objects.Where(item => question.Text.Contains(item.Color.Word(), StringComparison.Ordinal)).Select(item => item.Shape.Word());
            Assert.Equal([question.Answer], answers);
        }
    }

    private static bool Names(string question, SceneObject item)
    {
        var name = question["What number is on the ".Length..^1];
        return name == $"{item.Color.Word()} {item.Shape.Word()}" || name == $"{item.Color.Word()} object" || name == item.Shape.Word();
    }
}
