using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Benchmarks;

/// <summary>The official files, in small.</summary>
public sealed class BenchmarkReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TextVqa_has_ten_answers_to_each_question()
    {
        var question = Assert.Single(Read(
            "textvqa",
            """
            {"dataset_type": "val", "data": [
              {"question_id": 34602, "image_id": "003a8ae2ef43b901", "question": "what is the brand?",
               "answers": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"], "set_name": "val"}
            ], "dataset_version": "0.5.1"}
            """));

        Assert.Equal(("34602", "003a8ae2ef43b901", "what is the brand?", 10), (question.Id, question.Images[0], question.Text, question.Key.Answers.Count));
    }

    [Fact]
    public void Pope_has_labels()
    {
        var questions = Read("pope", """
            {"question_id": 1, "image": "COCO_val2014_000000310196.jpg", "text": "Is there a snowboard in the image?", "label": "yes"}

            {"question_id": 2, "image": "COCO_val2014_000000310196.jpg", "text": "Is there a backpack in the image?", "label": "no"}
            """);

        Assert.Equal([("1", "yes"), ("2", "no")], questions.Select(question => (question.Id, question.Key.Reference)));
    }

    [Fact]
    public void Gqa_has_an_object_with_ids()
    {
        var questions = Read(
            "gqa",
            """
            {
              "201307251": {"semantic": [], "question": "Is it overcast?", "imageId": "n161313", "answer": "no", "groups": {"global": null}},
              "02930152": {"question": "Who is it?", "imageId": "n1", "answer": "man"}
            }
            """);

        Assert.Equal(
            [("201307251", "n161313", "no"), ("02930152", "n1", "man")],
            questions.Select(question => (question.Id, question.Images[0], question.Key.Answers[0])));
    }

    [Fact]
    public void VqaV2_joins_questions_and_annotations()
    {
        var annotations = _folder.Write(
            "annotations.json",
            """
            {"info": {}, "annotations": [
              {"question_id": 262148001, "answer_type": "other", "answers": [{"answer": "x", "answer_id": 1}]},
              {"question_id": 262148000, "answer_type": "yes/no", "answers": [{"answer": "yes", "answer_id": 1}, {"answer": "no", "answer_id": 2}]}
            ]}
            """);

        var question = Assert.Single(Read(
            "vqav2",
            """{"info": {"version": "2.0"}, "questions": [{"image_id": 262148, "question": "Is it?", "question_id": 262148000}], "data_subtype": "val2014"}""",
            annotations));

        Assert.Equal(("262148000", "yes/no"), (question.Id, question.Category));
        Assert.Equal(["yes", "no"], question.Key.Answers);
        Assert.Contains("COCO_val2014_000000262148.jpg", question.Images);
    }

    [Fact]
    public void VqaV2_without_annotations_is_an_error() => Assert.Contains("--annotations", Error("vqav2", """{"questions": []}"""), StringComparison.Ordinal);

    [Fact]
    public void Aokvqa_is_multiple_choice_or_direct()
    {
        const string File =
            """
            [{"split": "val", "image_id": 461751, "question_id": "22jbM6gDxdaMaunuzgrsBB", "question": "What is it?",
              "choices": ["lamp", "dog"], "correct_choice_idx": 1, "direct_answers": ["dog", "puppy"]}]
            """;

        var choice = Assert.Single(Read("aokvqa", File));
        var direct = Assert.Single(Read("aokvqa-direct", File));

        Assert.Equal("What is it?\nA. lamp\nB. dog\nAnswer with the option's letter from the given choices directly.", choice.Text);
        Assert.Equal(("B", "000000461751.jpg", "What is it?"), (choice.Key.Reference, choice.Images[0], direct.Text));
        Assert.Equal(["dog", "puppy"], direct.Key.Answers);
    }

    [Fact]
    public void DocVqa_names_pages()
    {
        var question = Assert.Single(Read(
            "docvqa",
            """
            {"dataset_name": "docvqa", "data": [
              {"questionId": 49153, "question": "What is it?", "image": "documents/pybv0228_81.png", "answers": ["0.28"]}
            ]}
            """));

        Assert.Equal(["documents/pybv0228_81.png", "pybv0228_81.png"], question.Images);
        Assert.Equal(("49153", "0.28"), (question.Id, question.Key.Answers[0]));
    }

    [Fact]
    public void VStar_has_a_file_beside_each_picture_and_shows_the_options_in_another_order()
    {
        Directory.CreateDirectory(_folder["v/direct_attributes"]);
        for (var number = 0; number < 12; number++)
        {
            _folder.Write(
                $"v/direct_attributes/{number}.json",
                """
                {"target_object": ["glove", "hat"], "bbox": [[10, 20, 30, 40], [100, 5, 8, 9]],
                 "question": "What is the colour of the glove?",
                 "options": ["The colour is red.", "The colour is blue.", "The colour is green."]}
                """);
        }

        var questions = Read("vstar", new BenchmarkSource(_folder["v"]));

        Assert.Equal(12, questions.Count);
        Assert.All(
            questions,
            question => Assert.Equal(
                ("direct_attributes", "The colour is red.", new PixelBox(10, 5, 108, 60)),
                (question.Category, question.Key.Options[question.Key.CorrectOption], question.Box)));
        Assert.True(questions.Select(question => question.Key.CorrectOption).Distinct().Count() > 1);
        Assert.Equal(
            questions.Select(question => question.Key.CorrectOption),
            Read("vstar", new BenchmarkSource(_folder["v"])).Select(question => question.Key.CorrectOption));
    }

    [Fact]
    public void Mme_has_two_questions_about_each_picture_in_both_layouts()
    {
        Directory.CreateDirectory(_folder["m/count"]);
        Directory.CreateDirectory(_folder["m/posters/questions_answers_YN"]);
        _folder.Write("m/count/1.txt", "Are there two? Please answer yes or no.\tYes\nAre there three? Please answer yes or no.\tNo\n");
        _folder.Write("m/posters/questions_answers_YN/tt1.txt", "Is it? Please answer yes or no.\tYes\n");

        var questions = Read("mme", new BenchmarkSource(_folder["m"]));

        Assert.Equal(
            [("count/1/1", "count", "Yes"), ("count/1/2", "count", "No"), ("posters/tt1/1", "posters", "Yes")],
            questions.Select(question => (question.Id, question.Category!, question.Key.Reference)));
        Assert.Equal(["posters/tt1", "posters/images/tt1"], questions[2].Images);
    }

    [Fact]
    public void Lines_of_ones_own_may_have_ids_options_and_boxes()
    {
        var questions = Read("jsonl", """
            {"image": "a.png", "question": "How many?", "answer": 3}
            {"id": "q", "image": "b.png", "question": "Which?", "answers": ["red", "crimson"], "category": "colour", "box": [1, 2, 3.5, 4]}
            {"image": "c.png", "question": "Which?", "answer": "cat", "options": ["dog", "cat"]}
            """);

        Assert.Equal(["1", "q", "3"], questions.Select(question => question.Id));
        Assert.Equal(["3", "red", "B"], questions.Select(question => question.Key.Reference));
        Assert.Equal(new PixelBox(1, 2, 4, 4), questions[1].Box);
    }

    [Fact]
    public void A_file_of_any_size_is_read_an_item_at_a_time()
    {
        var padding = new string('x', 150_000);
        var items = string.Join(
            ",\n", Enumerable.Range(0, 2000).Select(id => $$"""{"questionId": {{id}}, "question": "Q{{id}}", "image": "i.png", "answers": ["é {{id}}"]}"""));

        var questions = Read("docvqa", $"\uFEFF{{\"padding\": [\"{padding}\"], \"data\": [\n{items}\n]}}");

        Assert.Equal(Enumerable.Range(0, 2000).Select(id => ($"{id}", $"é {id}")), questions.Select(question => (question.Id, question.Key.Answers[0])));
    }

    [Fact]
    public void Only_what_is_wanted_is_read()
    {
        var path = _folder.Write("cut.json", """[{"question_id": 1, "image_id": 2, "question": "Q", "direct_answers": ["a"]}, {"question_id": """);

        Assert.Single(BenchmarkCatalog.Read(new AokvqaBenchmark(isDirect: true), new(path), limit: 1));
        Assert.Contains(
            "cut.json, line 1: ",
            Assert.Throws<CliException>(() => BenchmarkCatalog.Read(new AokvqaBenchmark(isDirect: true), new(path), limit: 2)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("textvqa", "[]", "an object with a list \"data\"")]
    [InlineData("textvqa", "{\"data\": [\n\n{\"image_id\": 1, \"question\": \"Q\"}]}", "line 3: answers is missing. Expected {\"image_id\"")]
    [InlineData("textvqa", "{\"data\": [\n{\"image_id\" 1}]}", "line 2: ")]
    [InlineData("textvqa", "{\"data\": []}", "has no questions")]
    [InlineData("gqa", "[]", "an object was expected")]
    [InlineData("gqa", "{\"1\": {\"question\": \"Q\", \"imageId\": true, \"answer\": \"a\"}}", "imageId is neither text nor a number.")]
    [InlineData("pope", "\n{\"question_id\": 1, \"image\": \"a\", \"text\": \"Q\", \"label\": \"maybe\"}", "line 2: label is maybe.")]
    [InlineData("pope", "{\"question_id\": 1", "line 1: ")]
    [InlineData(
        "aokvqa",
        "[{\"question_id\": 1, \"image_id\": 2, \"question\": \"Q\", \"choices\": [\"a\"], \"correct_choice_idx\": 1}]",
        "correct_choice_idx is 1, of 1 choices.")]
    [InlineData("jsonl", "{\"image\": \"a\", \"question\": \"Q\", \"answer\": \"a\", \"box\": [1, 2, 1, 4]}", "box is not [left, top, right, bottom].")]
    [InlineData("jsonl", "{\"image\": \"a\", \"question\": \"Q\", \"answer\": \"dog\", \"options\": [\"cat\"]}", "the answer dog is not among the options.")]
    [InlineData(
        "jsonl",
        "{\"id\": 1, \"image\": \"a\", \"question\": \"Q\", \"answer\": \"a\"}\n{\"id\": 1, \"image\": \"a\", \"question\": \"Q\", \"answer\": \"a\"}",
        "has question 1 twice")]
    public void What_is_wrong_with_a_file_is_told_with_its_place(string benchmark, string content, string part)
    {
        var error = Error(benchmark, content);

        Assert.Contains("data.json", error, StringComparison.Ordinal);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_error() =>
        Assert.Contains(
            "cannot be read; check the path",
            Assert.Throws<CliException>(() => Read("gqa", new BenchmarkSource(_folder["none.json"]))).Message,
            StringComparison.Ordinal);

    private string Error(string benchmark, string content) => Assert.Throws<CliException>(() => Read(benchmark, content)).Message;

    private List<BenchmarkQuestion> Read(string benchmark, string content, string? annotations = null) =>
        Read(benchmark, new BenchmarkSource(_folder.Write("data.json", content), annotations));

    private static List<BenchmarkQuestion> Read(string benchmark, BenchmarkSource source) =>
        BenchmarkCatalog.Read(BenchmarkCatalog.All.Single(one => one.Name == benchmark), source, limit: null);
}
