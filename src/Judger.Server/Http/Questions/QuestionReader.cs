using System.Text.Json;
using Judger.Client;
using Judger.Server.Http.Remote;
using Judger.Server.Http.Requests;
using Judger.Server.Http.Security;
using Judger.Server.Http.Streams;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Questions;

/// <summary>A question that was read from a request; its images are put.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Mode">How it is answered.</param>
/// <param name="From">The number of the first event of a stream.</param>
internal sealed record PostedQuestion(QuestionId Id, AskRequest Request, AskMode Mode, int From);

/// <summary>Reads questions from requests: JSON, or a form with the image as a file.</summary>
internal sealed class QuestionReader(OwnedImages owned, RemoteImages remote, HttpOptions options)
{
    /// <summary>Reads one question.</summary>
    /// <exception cref="QuestionRejectedException">A part of the question is missing or not valid.</exception>
    /// <exception cref="ImageRejectedException">The image cannot be fetched or read.</exception>
    /// <exception cref="ImageMissingException">The caller has not put the image that the question names.</exception>
    public async Task<PostedQuestion> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = request.HasFormContentType ? await QuestionForm.ReadAsync(request, cancellationToken)
            : request.HasJsonContentType() ? await ReadJsonAsync(request, cancellationToken)
            : throw new BadHttpRequestException("Send application/json or multipart/form-data.", StatusCodes.Status415UnsupportedMediaType);
        if (string.IsNullOrWhiteSpace(body.Question)) throw new QuestionRejectedException("question is missing. Ask something.");
        var (id, mode) = (Id(request, body), Mode(request, body));
        var from = mode == AskMode.Stream ? LastEventId.Next(request) : 0;
        List<QuestionImage?> images = body is { Image: null, OtherImages: null, Turns: not null } ? [] : [body.Image, .. body.OtherImages ?? []];
        if (images.Count > QuestionLimits.MaxImages)
            throw new QuestionRejectedException($"The question has {images.Count} images; the limit is {QuestionLimits.MaxImages}.");
        var attended = body.Attended ?? 0;
        if (attended < 0 || attended >= Math.Max(images.Count, 1))
            throw new QuestionRejectedException($"attended is {attended}. Give the index of one of the {images.Count} images, counted from 0.");
        var caller = Caller.Of(request.HttpContext);
        var asked = await CheckedRequest.MakeAsync(
            new()
            {
                Images = [],
                Attended = attended,
                Question = body.Question,
                Options = body.Options(),
                Instructions = body.Instructions,
                Turns = TurnJson.Read(body.Turns),
            },
            images.Count,
            options.CacheSaltOf(caller),
            index => DigestAsync(index == 0 ? "image" : $"other_images[{index - 1}]", images[index], caller.Name, cancellationToken));
        BodyGate.Release(request);
        return new(id, asked, mode, from);
    }

    /// <summary>Puts an image, or names one that its owner has put.</summary>
    private async Task<ImageDigest> DigestAsync(string place, QuestionImage? image, string? owner, CancellationToken cancellationToken) => image switch
    {
        { Data: { } bytes, Digest: null, Url: null } => await owned.PutAsync(owner, bytes, cancellationToken),
        { Url: { } url, Data: null, Digest: null } => await owned.PutAsync(owner, await remote.FetchAsync(url, cancellationToken), cancellationToken),
        { Digest: { } text, Data: null, Url: null } when ImageDigest.TryParse(text, out var digest) => await KnownAsync(owner, digest, cancellationToken),
        { Digest: not null, Data: null, Url: null } => throw new QuestionRejectedException(
            $"{place}.digest is not a SHA-256 digest (64 lower-case hexadecimal digits)."),
        null or { Data: null, Digest: null, Url: null } => throw new QuestionRejectedException(
            $"{place} is missing. Give {place}.data (base64), {place}.digest or {place}.url, or send a form with the file image."),
        _ => throw new QuestionRejectedException(
            $"{place} is given more than once. Give one of {place}.data, {place}.digest and {place}.url."),
    };

    private async Task<ImageDigest> KnownAsync(string? owner, ImageDigest digest, CancellationToken cancellationToken)
    {
        await owned.RequireAsync(owner, digest, cancellationToken);
        return digest;
    }

    private static async Task<QuestionBody> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (json, problem) = await RequestJson.ReadAsync(request, StringComparer.OrdinalIgnoreCase, cancellationToken);
            if (problem is not null) throw new BadHttpRequestException(problem.Message);
            return JsonSerializer.Deserialize<QuestionBody>(json.Span, JsonFormat.Questions)
                ?? throw new QuestionRejectedException("The body is null. Send a question.");
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException(JsonMismatch.Describe(exception, typeof(QuestionBody), JsonFormat.Questions), exception);
        }
    }

    /// <summary>The id that a request gives, in its body or as Idempotency-Key, or a new one. False when it is not valid.</summary>
    public static bool TryId(HttpRequest request, string? given, out QuestionId id)
    {
        given ??= request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key ? key : null;
        id = QuestionId.New();
        return given is null || QuestionId.TryParseName(given, out id);
    }

    private static QuestionId Id(HttpRequest request, QuestionBody body) => TryId(request, body.Id, out var id)
        ? id
        : throw new QuestionRejectedException(
            $"{(body.Id is null ? "Idempotency-Key" : "id")} is not valid. Give 1 to 128 letters, digits, dots, dashes and underscores.");

    private static AskMode Mode(HttpRequest request, QuestionBody body) => body.Mode
        ?? (request.Headers["Prefer"].ToString().Contains("respond-async", StringComparison.OrdinalIgnoreCase) ? AskMode.Background
        : request.Headers.Accept.ToString().Contains(EventStream.ContentType, StringComparison.OrdinalIgnoreCase) ? AskMode.Stream
        : AskMode.Wait);
}
