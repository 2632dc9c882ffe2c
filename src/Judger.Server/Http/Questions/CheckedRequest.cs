using Judger.Grains.Questions;

namespace Judger.Server.Http.Questions;

/// <summary>Questions whose parts are checked before their images are put, so that a question that is refused leaves no images behind.</summary>
internal static class CheckedRequest
{
    /// <summary>A question about images that are put.</summary>
    /// <param name="asked">What is asked; only the number of its images counts.</param>
    /// <param name="put">Puts an image, by its index.</param>
    /// <exception cref="QuestionRejectedException">All that is wrong with the question, in one line.</exception>
    public static async Task<AskRequest> MakeAsync(AskRequest asked, Func<int, Task<ImageDigest>> put)
    {
        if (QuestionValidator.Errors(asked) is { Count: > 0 } errors) throw new QuestionRejectedException(string.Join(" ", errors));
        var digests = new ImageDigest[asked.Images.Count];
        for (var index = 0; index < digests.Length; index++) digests[index] = await put(index);
        return asked with { Images = digests };
    }
}
