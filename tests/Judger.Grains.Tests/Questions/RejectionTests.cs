using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>Questions that are refused before any work.</summary>
public sealed class RejectionTests(JudgerSilo silo)
{
    [Theory]
    [InlineData("", "The question is empty; ask something.")]
    [InlineData(" \t\n", "The question is empty; ask something.")]
    public Task A_question_without_words_is_rejected(string question, string message) => RejectsAsync(request => request with { Question = question }, message);

    [Fact]
    public Task A_very_long_question_is_rejected() =>
        RejectsAsync(request => request with { Question = new string('x', 10_000) }, "The question has 10000 characters; at most 2000 are answered.");

    [Fact]
    public Task An_unknown_expert_is_rejected() =>
        RejectsAsync(request => request with { Options = new() { Expert = "oracle" } }, "There is no expert \"oracle\"; ask self or reference.");

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public Task A_reference_expert_without_the_answer_is_rejected(string? answer) => RejectsAsync(
        request => request with { Options = new() { Expert = ExpertNames.Reference, ReferenceAnswer = answer } },
        "The reference expert needs the right answer; give one, or let the model judge itself.");

    [Fact]
    public Task A_budget_that_is_not_positive_is_rejected() => RejectsAsync(
        request => request with { Options = new() { Budget = TimeSpan.Zero } }, "The time budget is not positive; give the question some time.");

    [Fact]
    public Task A_budget_longer_than_callers_wait_is_rejected() => RejectsAsync(
        request => request with { Options = new() { Budget = TimeSpan.FromDays(60) } }, "The time budget is 60.00:00:00; give the question at most 00:10:00.");

    [Fact]
    public Task All_errors_are_told_at_once() => RejectsAsync(
        request => request with { Question = "", Options = new() { Expert = "oracle", MaxRounds = 17 } },
        "The question is empty; ask something. MaxRounds is 17; set it between 0 and 16. There is no expert \"oracle\"; ask self or reference.");

    [Fact]
    public async Task An_id_whose_question_was_rejected_can_be_used()
    {
        var request = await silo.PrepareAsync(new());
        var id = JudgerSilo.NewId();
        await Assert.ThrowsAsync<QuestionRejectedException>(() => silo.AskAsync(request with { Question = "" }, id));

        Assert.Equal("3", (await silo.AskAsync(request, id)).Answer);
    }

    [Fact]
    public async Task A_question_about_an_unknown_image_is_refused_until_the_image_is_put()
    {
        var bytes = silo.NewImage();
        var digest = ImageDigest.Of(bytes);
        var request = silo.Prepare(digest, new());
        silo.Engine.Play(digest, new());
        var id = JudgerSilo.NewId();

        var missing = await Assert.ThrowsAsync<ImageMissingException>(() => silo.AskAsync(request, id));
        await silo.Client.PutImageAsync(bytes, TestContext.Current.CancellationToken);

        Assert.Equal($"No image has the digest {digest}. Upload it first, then ask.", missing.Message);
        Assert.Equal("3", (await silo.AskAsync(request, id)).Answer);
    }

    [Theory]
    [InlineData(-1, 0, 50, 50)]
    [InlineData(0, 0, 193, 50)]
    [InlineData(60, 60, 60, 90)]
    public async Task A_crop_that_is_empty_or_leaves_the_image_is_rejected(int left, int top, int right, int bottom)
    {
        var request = await silo.PrepareAsync(new(), new() { Crop = new(left, top, right, bottom) });

        var rejected = await Assert.ThrowsAsync<QuestionRejectedException>(() => silo.AskAsync(request));

        Assert.Equal($"The crop [{left}, {top}, {right}, {bottom}] is empty or leaves the image of 192 x 192; give one inside it.", rejected.Message);
    }

    private async Task RejectsAsync(Func<AskRequest, AskRequest> change, string message)
    {
        var request = change(await silo.PrepareAsync(new()));

        var rejected = await Assert.ThrowsAsync<QuestionRejectedException>(() => silo.AskAsync(request));

        Assert.Equal((message, "question_rejected"), (rejected.Message, rejected.Code));
        Assert.Empty(silo.Engine.CallsOf(request));
    }
}
