using System.Text.Json.Nodes;
using Judger.Training.Data.Llava;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Llava;

public sealed class LlavaFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_question_is_read_without_image_place_and_answer_format()
    {
        var row = LlavaFolder.Row(0);
        row["conversations"]![0]!["value"] = "<image>\nIs it overcast?\nAnswer the question using a single word or phrase.";
        row["box"] = new JsonArray(1, 2, 30, 40);
        Assert.Equal([new LlavaRow(new(_folder.At("data.json"), 1), 1, "0.png", "Is it overcast?", "5", Box: new PixelBox(1, 2, 30, 40))], Read(row));
    }

    [Fact]
    public void Each_turn_is_a_question_of_its_own()
    {
        var row = LlavaFolder.Row(0);
        row["conversations"]!.AsArray().Add(LlavaFolder.Turn("human", "And its shape?"));
        row["conversations"]!.AsArray().Add(LlavaFolder.Turn("gpt", "circle"));
        Assert.Equal([(1, LlavaFolder.Question, "5"), (2, "And its shape?", "circle")], Read(row).Select(read => (read.Turn, read.Question, read.Answer)));
    }

    [Theory]
    [InlineData("The answer is 5, not 3.", "3", "The answer is 5, not 3.", "3")]
    [InlineData("The response is incorrect. It shows a five.", null, "The response is incorrect. It shows a five.", null)]
    [InlineData("That is wrong. Look at the crop again.", "3", "That is wrong. Look at the crop again.", "3")]
    [InlineData("### The response is correct. ###", "3", null, null)]
    [InlineData("I cannot see the image.", null, null, null)]
    [InlineData("The answer is 5, not 3.", "5.", null, null)]
    [InlineData(null, "3", null, null)]
    public void Only_a_judgment_that_rejects_counts(string? judgment, string? response, string? feedback, string? judged)
    {
        var row = Assert.Single(Read(LlavaFolder.Row(0, judgment, response)));
        Assert.Equal((feedback, judged), (row.Feedback, row.Response));
    }

    [Theory]
    [InlineData("image", "null", "no image")]
    [InlineData("image", "3", "image that is not a string")]
    [InlineData("judgment", "[]", "judgment that is not a string")]
    [InlineData("conversations", "null", "no conversations")]
    [InlineData("conversations", "[]", "0 turns")]
    [InlineData("conversations", """[{"from":"human","value":"Q"}]""", "1 turns")]
    [InlineData("conversations", """[{"from":"gpt","value":"Q"},{"from":"human","value":"A"}]""", "'gpt' before 'human'")]
    [InlineData("conversations", """[{"from":"human","value":"<image>"},{"from":"gpt","value":"A"}]""", "empty question")]
    [InlineData("conversations", """[{"from":"human","value":"Q"},{"from":"gpt","value":" "}]""", "empty answer")]
    [InlineData("box", "[1,2,3]", "box that is not four")]
    [InlineData("box", "[1,2,3,4.5]", "box that is not four")]
    public void A_bad_row_is_reported_by_its_number(string field, string value, string problem)
    {
        var bad = LlavaFolder.Row(0);
        bad[field] = JsonNode.Parse(value);
        var refused = Assert.Throws<TrainingException>(() => Read(LlavaFolder.Row(0), bad, LlavaFolder.Row(1)));
        Assert.StartsWith($"{_folder.At("data.json")}: row 2 has ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "not a list")]
    [InlineData("[]", "no rows")]
    [InlineData("[{", "not JSON")]
    [InlineData("[1]", "row 1 is not an object")]
    public void A_file_that_is_no_list_of_rows_is_named(string content, string problem)
    {
        File.WriteAllText(_folder.At("data.json"), content);
        var refused = Assert.Throws<TrainingException>(() => LlavaFile.Read(_folder.At("data.json")));
        Assert.Contains(_folder.At("data.json"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JUDGERs_published_sample_is_read_whole()
    {
        var repository = Repository.FindFolder(".");
        var sample = Path.GetFullPath(Path.Combine(repository ?? "", "..", "shared", "data", "judger-dataset-sample.json"));
        Assert.SkipUnless(
            repository is not null && File.Exists(sample), "The reference data shared/data/judger-dataset-sample.json is not beside the repository.");
        var rows = LlavaFile.Read(sample);
        Assert.Equal(1000, rows.Count);

        // Of its 370 judgments about 225 say that the answer is wrong, most others that it is right after all; none brings the judged answer.
        Assert.InRange(rows.Count(row => row.IsJudged), 210, 240);
        Assert.All(rows, row => Assert.DoesNotContain("single word or phrase", row.Question, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Null(row.Response));
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<LlavaRow> Read(params JsonNode[] rows)
    {
        File.WriteAllText(_folder.At("data.json"), new JsonArray(rows).ToJsonString());
        return LlavaFile.Read(_folder.At("data.json"));
    }
}
