using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Judger.Server.Http.Requests;

/// <summary>
/// A form (multipart/form-data) whose fields are given once each. The framework's own reader puts other characters in the place of bytes that are not valid,
/// and a field's values in a list, of which all but the first would be dropped.
/// </summary>
internal sealed class RequestForm
{
    private const int LongestBoundary = 128;

    private readonly FormShape _shape;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    private RequestForm(FormShape shape) => _shape = shape;

    /// <summary>The bytes of the file; null where there is none.</summary>
    public byte[]? File { get; private set; }

    /// <summary>The text of a field; null where it is absent or empty.</summary>
    public string? this[string field] => _texts.GetValueOrDefault(field) is { Length: > 0 } text ? text : null;

    /// <summary>Reads a form.</summary>
    /// <exception cref="BadHttpRequestException">The form is damaged, or a field is not valid text.</exception>
    /// <exception cref="QuestionRejectedException">A field is unknown, too long, given more than once, or a file where it must be a text.</exception>
    /// <exception cref="ImageRejectedException">The file is too large.</exception>
    public static async Task<RequestForm> ReadAsync(HttpRequest request, FormShape shape, CancellationToken cancellationToken)
    {
        var form = new RequestForm(shape);
        try
        {
            await form.ReadPartsAsync(request, cancellationToken);
            return form;
        }
        catch (Exception exception) when (exception is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new BadHttpRequestException($"The form cannot be read: {exception.Message.ReplaceLineEndings(" ")} Send multipart/form-data.", exception);
        }
    }

    private Task<byte[]> ReadTextAsync(string name, Stream part, CancellationToken cancellationToken) => BoundedBody.ReadAsync(
        part,
        length: null,
        _shape.Texts[name],
        bytes => new QuestionRejectedException($"{name} has {bytes:N0} bytes or more; the limit is {_shape.Texts[name]:N0}. Shorten it."),
        cancellationToken);

    private async Task ReadPartsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).ToString();
        if (boundary.Length is 0 or > LongestBoundary)
            throw new BadHttpRequestException("The form's content type has no valid boundary. Send multipart/form-data.");
        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var (name, isFile) = PartName.Of(section.ContentDisposition);
            Require(name, isFile);
            if (isFile)
            {
                if (File is not null) throw Repeated(name);
                File = await BoundedBody.ReadAsync(section.Body, length: null, _shape.MostBytes, _shape.TooLarge, cancellationToken);
            }
            else if (!_texts.TryAdd(name, RequestText.Read(name, await ReadTextAsync(name, section.Body, cancellationToken), section.ContentType)))
            {
                throw Repeated(name);
            }
        }
    }

    private void Require(string name, bool isFile)
    {
        if (name == _shape.File && !isFile) throw new QuestionRejectedException($"{name} must be a file. Give its part a filename.");
        if (name != _shape.File && !_shape.Texts.ContainsKey(name))
        {
            var fields = string.Join(", ", _shape.Texts.Keys.Prepend(_shape.File));
            throw new QuestionRejectedException($"The form has an unknown field {name}. It must be one of: {fields}.");
        }

        if (name != _shape.File && isFile) throw new QuestionRejectedException($"{name} is sent as a file. Send it as a text, without a filename.");
    }

    private static QuestionRejectedException Repeated(string name) => new($"{name} is given more than once. Give it once.");
}
