namespace Judger;

/// <summary>What one side said before the question was asked.</summary>
/// <param name="Role">Who said it.</param>
/// <param name="Text">What was said; of a user's turn that shows images it may be empty.</param>
/// <param name="Images">
/// How many images a user's turn shows, before its text: the next ones of <see cref="AskRequest.Images"/>. The question's own turn shows those that are left.
/// </param>
[GenerateSerializer, Immutable, Alias("judger.ConversationTurn")]
public sealed record ConversationTurn([property: Id(0)] TurnRole Role, [property: Id(1)] string Text, [property: Id(2)] int Images = 0);
