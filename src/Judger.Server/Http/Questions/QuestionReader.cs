using System.Text.Json;
using Judger.Client;
using Judger.Server.Http.Remote;
using Judger.Server.Http.Streams;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Questions;

/// <summary>A question that was read from a request; its images are put.</summary>
internal sealed record PostedQuestion(QuestionId Id, AskRequest Request, AskMode Mode);

/// <summary>Reads questions from requests: JSON, or a form with the image as a file.</summary>
internal sealed class QuestionReader(IJudgerClient client, RemoteImages remote)
{
    /// <summary>Reads one question.</summary>
    /// <exception cref="QuestionRejectedException">A part of the question is missing or not valid.</exception>
    /// <exception cref="ImageRejectedException">The image cannot be fetched or read.</exception>
    public async Task<PostedQuestion> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = request.HasFormContentType ? await ReadFormAsync(request, cancellationToken)
            : request.HasJsonContentType() ? await ReadJsonAsync(request, cancellationToken)
            : throw new BadHttpRequestException("Send application/json or multipart/form-data.", StatusCodes.Status415UnsupportedMediaType);
        if (string.IsNullOrWhiteSpace(body.Question)) throw new QuestionRejectedException("question is missing. Ask something.");
        var id = Id(request, body);
        var images = new List<QuestionImage?> { body.Image };
        images.AddRange(body.OtherImages ?? []);
        if (images.Count > QuestionLimits.MaxImages)
            throw new QuestionRejectedException($"The question has {images.Count} images; the limit is {QuestionLimits.MaxImages}.");
        var digests = new List<ImageDigest>(images.Count);
        foreach (var image in images) digests.Add(await DigestAsync(image, cancellationToken));
        var asked = new AskRequest { Images = digests, Attended = body.Attended ?? 0, Question = body.Question, Options = body.Options() };
        return new(id, asked, Mode(request, body));
    }

    /// <summary>Puts an image, or names one that was put.</summary>
    private async Task<ImageDigest> DigestAsync(QuestionImage? image, CancellationToken cancellationToken) => image switch
    {
        { Data: { } bytes, Digest: null, Url: null } => await client.PutImageAsync(bytes, cancellationToken),
        { Url: { } url, Data: null, Digest: null } => await client.PutImageAsync(await remote.FetchAsync(url, cancellationToken), cancellationToken),
        { Digest: { } text, Data: null, Url: null } when ImageDigest.TryParse(text, out var digest) => digest,
        { Digest: not null, Data: null, Url: null } => throw new QuestionRejectedException(
            "image.digest is not a SHA-256 digest (64 lower-case hexadecimal digits)."),
        null or { Data: null, Digest: null, Url: null } => throw new QuestionRejectedException(
            "image is missing. Give image.data (base64), image.digest or image.url, or send a form with the file image."),
        _ => throw new QuestionRejectedException("image is given more than once. Give one of image.data, image.digest and image.url."),
    };

    private static async Task<QuestionBody> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFromJsonAsync<QuestionBody>(JsonFormat.Questions, cancellationToken)
                ?? throw new QuestionRejectedException("The body is null. Send a question.");
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException($"The body is not a valid question: {exception.Message}", exception);
        }
    }

    private static async Task<QuestionBody> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await request.ReadFormAsync(cancellationToken);
        foreach (var name in form.Keys.Where(name => name is not ("question" or "options" or "id" or "mode" or "digest" or "url")))
            throw new QuestionRejectedException($"The form has an unknown field {name}. The fields are: question, image, options, id, mode, digest, url.");
        var body = form["options"].ToString() is { Length: > 0 } options ? Parse(options) : new();
        var file = form.Files.GetFile("image");
        byte[]? bytes = null;
        if (file is not null)
        {
            if (file.Length > QuestionLimits.MaxImageBytes)
                throw new ImageRejectedException($"The image has {file.Length:N0} bytes; the limit is {QuestionLimits.MaxImageBytes:N0}. Scale it down.");
            using var memory = new MemoryStream((int)file.Length);
            await file.CopyToAsync(memory, cancellationToken);
            bytes = memory.ToArray();
        }

        return body with
        {
            Question = form["question"].ToString(),
            Id = Given("id") ?? body.Id,
            Mode = Given("mode") is { } mode ? ParseMode(mode) : body.Mode,
            Image = new() { Data = bytes, Digest = Given("digest"), Url = Given("url") },
        };

        string? Given(string field) => form[field].ToString() is { Length: > 0 } text ? text : null;
    }

    private static AskMode ParseMode(string mode) => Enum.TryParse<AskMode>(mode, ignoreCase: true, out var parsed)
        ? parsed
        : throw new QuestionRejectedException($"mode is \"{mode}\". It must be one of: wait, stream, background.");

    private static QuestionBody Parse(string options)
    {
        try
        {
            return JsonSerializer.Deserialize<QuestionBody>(options, JsonFormat.Questions) ?? new();
        }
        catch (JsonException exception)
        {
            throw new QuestionRejectedException($"options is not valid: {exception.Message.ReplaceLineEndings(" ")}");
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
        : throw new QuestionRejectedException("The id is not valid. Give 1 to 128 letters, digits, dots, dashes and underscores.");

    private static AskMode Mode(HttpRequest request, QuestionBody body) => body.Mode
        ?? (request.Headers["Prefer"].ToString().Contains("respond-async", StringComparison.OrdinalIgnoreCase) ? AskMode.Background
        : request.Headers.Accept.ToString().Contains(EventStream.ContentType, StringComparison.OrdinalIgnoreCase) ? AskMode.Stream
        : AskMode.Wait);
}
