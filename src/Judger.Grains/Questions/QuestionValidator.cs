using Judger.Core.Stages;
using Judger.Grains.Catalog;
using Judger.Inference.Constraints;

namespace Judger.Grains.Questions;

/// <summary>Holds a request against the product's bounds.</summary>
public static class QuestionValidator
{
    /// <summary>All that is wrong with a request whatever cluster it is for; empty when nothing is.</summary>
    public static IReadOnlyList<string> Errors(AskRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(request.Question)) errors.Add("The question is empty; ask something.");
        else if (request.Question.Length > QuestionLimits.MaxLength)
            errors.Add($"The question has {request.Question.Length} characters; at most {QuestionLimits.MaxLength} are answered.");
        errors.AddRange(TextErrors(request.Options));
        if (request.Options is { Expert: ExpertNames.Reference, Policy: not JudgmentPolicy.Never }
            && string.IsNullOrWhiteSpace(request.Options.ReferenceAnswer))
            errors.Add("The reference expert needs the right answer; give one, or let the model judge itself.");
        if (request.Options.Budget <= TimeSpan.Zero) errors.Add("The time budget is not positive; give the question some time.");
        else if (request.Options.Budget > QuestionLimits.MaxBudget)
            errors.Add($"The time budget is {request.Options.Budget}; give the question at most {QuestionLimits.MaxBudget}.");
        if (request.Images.Count > QuestionLimits.MaxImages)
            errors.Add($"The question has {request.Images.Count} images; give at most {QuestionLimits.MaxImages}.");
        else if (request.Attended < 0 || request.Attended >= Math.Max(request.Images.Count, 1))
            errors.Add($"The image to look at is number {request.Attended}, counted from 0, of {request.Images.Count}; give one of them.");
        if (request.Images.Count == 0 && request.Options.Crop is not null) errors.Add("The question has a crop and no image; give the image.");
        errors.AddRange(ConversationErrors(request));
        errors.AddRange(AnswerErrors(request.Options.Answer));
        errors.AddRange(StagePolicy.Errors(request.Options));
        return errors;
    }

    /// <exception cref="QuestionRejectedException">All that is wrong with the request, in one line.</exception>
    internal static void Check(AskRequest request, ExpertCatalog experts)
    {
        var errors = Errors(request).ToList();
        if (request.Options.ExpertName.Length <= QuestionLimits.MaxNameLength && !experts.IsKnown(request.Options.ExpertName))
            errors.Add($"There is no expert \"{request.Options.ExpertName}\"; ask {string.Join(", ", experts.Names.SkipLast(1))} or {experts.Names[^1]}.");
        if (errors.Count > 0) throw new QuestionRejectedException(string.Join(" ", errors));
    }

    // A text that is kept, or that an error repeats, has a bound.
    private static IEnumerable<string> TextErrors(AskOptions options)
    {
        if (options.ReferenceAnswer is { Length: > QuestionLimits.MaxReferenceLength } reference)
            yield return $"reference_answer has {reference.Length} characters; give at most {QuestionLimits.MaxReferenceLength}.";
        if (options.Expert is { Length: > QuestionLimits.MaxNameLength } expert)
            yield return $"expert has {expert.Length} characters; give a name of at most {QuestionLimits.MaxNameLength}.";
        if (options.Model is { Length: > QuestionLimits.MaxNameLength } model)
            yield return $"model has {model.Length} characters; give a name of at most {QuestionLimits.MaxNameLength}.";
    }

    // Whatever the types say, a list in JSON may hold null.
    private static IEnumerable<string> ConversationErrors(AskRequest request)
    {
        if (request.Turns.Any(turn => turn?.Text is null))
        {
            yield return "turns has a turn without a text; give each a role and a text.";
            yield break;
        }

        if (request.Turns.Count > QuestionLimits.MaxTurns)
            yield return $"The conversation has {request.Turns.Count} earlier turns; give at most {QuestionLimits.MaxTurns}.";
        var length = (request.Instructions?.Length ?? 0) + request.Turns.Sum(turn => (long)turn.Text.Length);
        if (length > QuestionLimits.MaxConversationLength)
            yield return $"Instructions and earlier turns have {length} characters; give at most {QuestionLimits.MaxConversationLength}.";
        if (request.Turns.Any(turn => !Enum.IsDefined(turn.Role))) yield return "A turn of the conversation is neither user's nor assistant's.";
        if (request.Turns.Any(turn => turn.Images < 0 || (turn.Images > 0 && turn.Role != TurnRole.User)))
            yield return "A turn of the conversation shows images that it cannot show; only a user's turn shows any.";
        var shown = request.Turns.Sum(turn => (long)Math.Max(turn.Images, 0));
        if (shown > request.Images.Count) yield return $"Earlier turns show {shown} images of {request.Images.Count}; give every image that they show.";
        if (request.Turns.Any(turn => turn is { Role: TurnRole.User, Images: <= 0 } && string.IsNullOrWhiteSpace(turn.Text)))
            yield return "A user's turn of the conversation has neither text nor images; leave it out.";
    }

    private static IEnumerable<string> AnswerErrors(AnswerOptions answer)
    {
        if (answer.MaxTokens < 1) yield return $"max_tokens is {answer.MaxTokens}; give at least 1.";
        if (!(answer.Temperature is >= 0 and <= 2)) yield return FormattableString.Invariant($"temperature is {answer.Temperature}; give 0 to 2.");
        if (!(answer.TopP is > 0 and <= 1)) yield return FormattableString.Invariant($"top_p is {answer.TopP}; give more than 0 and at most 1.");
        if (answer.Schema is { } schema && AnswerGrammars.Problem(schema) is { } problem)
            yield return $"sampling.schema{problem.Path} {problem.Problem}";
        if (answer.Stop.Count > QuestionLimits.MaxStops) yield return $"stop has {answer.Stop.Count} texts; give at most {QuestionLimits.MaxStops}.";

        // Whatever the types say, a list in JSON may hold null.
        if (answer.Stop.Any(text => text is not { Length: > 0 and <= QuestionLimits.MaxStopLength }))
            yield return $"stop has a text of no or of more than {QuestionLimits.MaxStopLength} characters; give each 1 to {QuestionLimits.MaxStopLength}.";
    }
}
