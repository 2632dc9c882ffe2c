using System.Text.Json;
using Judger.Client;
using Microsoft.AspNetCore.Http;

namespace Judger.Server;

/// <summary>A question that was read from a request; its images are put.</summary>
internal sealed record PostedQuestion(string Id, AskRequest Request, AskMode Mode);

/// <summary>Reads questions from requests: JSON, or a form with the image as a file.</summary>
internal sealed class QuestionReader(IJudgerClient client, RemoteImages remote)
{
    private const int DigestLength = 64;

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
        var digest = await DigestAsync(body.Image, cancellationToken);
        var others = new List<string>();
        if (body.OtherImages is { Count: > QuestionLimits.MaxOtherImages } many)
            throw new QuestionRejectedException($"The question has {many.Count + 1} images; the limit is {QuestionLimits.MaxOtherImages + 1}.");
        foreach (var other in body.OtherImages ?? []) others.Add(await DigestAsync(other, cancellationToken));
        return new(id, new() { ImageDigest = digest, Question = body.Question, Options = body.Options(), OtherImages = others }, Mode(request, body));
    }

    /// <summary>Puts an image, or names one that was put.</summary>
    private async Task<string> DigestAsync(QuestionImage? image, CancellationToken cancellationToken) => image switch
    {
        { Data: { } bytes, Digest: null, Url: null } => await client.PutImageAsync(bytes, cancellationToken),
        { Url: { } url, Data: null, Digest: null } => await client.PutImageAsync(await remote.FetchAsync(url, cancellationToken), cancellationToken),
        { Digest: { Length: DigestLength } digest, Data: null, Url: null } when digest.All(char.IsAsciiHexDigit) => digest.ToLowerInvariant(),
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

    private static string Id(HttpRequest request, QuestionBody body)
    {
        var id = body.Id ?? (request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key ? key : Guid.NewGuid().ToString("N"));
        return IsId(id) ? id : throw new QuestionRejectedException("The id is not valid. Give 1 to 128 letters, digits, dots, dashes and underscores.");
    }

    /// <summary>True for a valid question id.</summary>
    public static bool IsId(string id) => QuestionIds.IsValid(id);

    private static AskMode Mode(HttpRequest request, QuestionBody body) => body.Mode
        ?? (request.Headers["Prefer"].ToString().Contains("respond-async", StringComparison.OrdinalIgnoreCase) ? AskMode.Background
        : request.Headers.Accept.ToString().Contains(EventStream.ContentType, StringComparison.OrdinalIgnoreCase) ? AskMode.Stream
        : AskMode.Wait);
}
