using Judger.Core.Prompts;

namespace Judger.Core.Tests.Prompts;

public sealed class PromptWordingTests
{
    [Fact]
    public void Braces_that_are_no_field_stay_as_they_are() => Assert.Equal("{ Q {questions} }", new PromptWording("{ {question} {questions} }").Fill("Q"));

    [Fact]
    public void A_field_can_appear_twice() => Assert.Equal("Q, again: Q", new PromptWording("{question}, again: {question}").Fill("Q"));

    [Fact]
    public void A_field_cannot_be_put_together_from_wording_and_question() =>
        Assert.Equal("{answer} A", new PromptWording("{{question}} {answer}").Fill("answer", "A"));

    [Fact]
    public void Fields_without_a_value_are_empty() => Assert.Equal("Q: , ", new PromptWording("{question}: {answer}, {feedback}").Fill("Q"));
}
