using Judger.Client;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Remote;
using Judger.Server.Http.Security;

namespace Judger.Server.Http.Chat;

/// <summary>Puts the images of a chat: data URLs, and remote ones where the configuration allows them.</summary>
internal sealed class ChatImages(OwnedImages owned, RemoteImages remote, HttpOptions options)
{
    /// <summary>The chat's question about its images, which are put.</summary>
    /// <exception cref="QuestionRejectedException">The question has parts that no cluster takes; then no image is put.</exception>
    /// <exception cref="ParameterException">A URL is not valid, or may not be fetched, or does not lead to an image.</exception>
    public Task<AskRequest> PutAsync(ChatQuestion chat, Caller caller, CancellationToken cancellationToken) => CheckedRequest.MakeAsync(
        new()
        {
            Images = [],
            Attended = chat.Attended,
            Question = chat.Question,
            Options = chat.Options,
            Instructions = chat.Instructions,
            Turns = chat.Turns,
        },
        chat.Images.Count,
        options.CacheSaltOf(caller),
        index => PutAsync(chat.Images[index], caller, cancellationToken));

    private async Task<ImageDigest> PutAsync((string Place, string Url) image, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            return await owned.PutAsync(caller.Name, await remote.FetchAsync(image.Url, cancellationToken), cancellationToken);
        }
        catch (ImageRejectedException exception)
        {
            throw new ParameterException(image.Place, exception.Code, exception.Message);
        }
    }
}
