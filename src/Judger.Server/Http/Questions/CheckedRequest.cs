using Judger.Grains.Questions;

namespace Judger.Server.Http.Questions;

/// <summary>Questions whose parts are checked before their images are put, so that a question that is refused leaves no images behind.</summary>
internal static class CheckedRequest
{
    /// <summary>A question about images that are put.</summary>
    /// <param name="asked">What is asked, without its images.</param>
    /// <param name="images">How many images it has.</param>
    /// <param name="salt">See <see cref="AskRequest.CacheSalt"/>.</param>
    /// <param name="put">Puts an image, by its index.</param>
    /// <exception cref="QuestionRejectedException">All that is wrong with the question, in one line.</exception>
    public static async Task<AskRequest> MakeAsync(AskRequest asked, int images, string? salt, Func<int, Task<ImageDigest>> put)
    {
        // What is checked is how many there are, and not which.
        var digests = new ImageDigest[images];
        var request = asked with
        {
            Images = digests,
            CacheSalt = salt,
        };
        if (QuestionValidator.Errors(request) is { Count: > 0 } errors) throw new QuestionRejectedException(string.Join(" ", errors));
        for (var index = 0; index < images; index++) digests[index] = await put(index);
        return request;
    }
}
