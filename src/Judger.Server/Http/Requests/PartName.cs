using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Judger.Server.Http.Requests;

/// <summary>Reads which field of a form a part is.</summary>
internal static class PartName
{
    private const string FileNameStar = "filename*";

    /// <summary>The field's name, and whether the part is a file.</summary>
    /// <exception cref="BadHttpRequestException">The part has no name, or its name or its file's name is not valid text.</exception>
    public static (string Name, bool IsFile) Of(string? header)
    {
        if (!ContentDispositionHeaderValue.TryParse(header, out var disposition)
            || Decoded(() => HeaderUtilities.RemoveQuotes(disposition.Name).ToString()) is not { Length: > 0 } name)
            throw new BadHttpRequestException("A part of the form has no name. Give it Content-Disposition: form-data; name=\"..\".");
        if (!RequestText.IsWhole(name)) throw new BadHttpRequestException("The name of a part of the form is not valid UTF-8. Send it as UTF-8.");
        if (FileName(disposition) is not { } file || !RequestText.IsWhole(file))
            throw new BadHttpRequestException($"{name} has a file name that is not valid UTF-8. Rename the file, for example to image.png.");
        return (name, file.Length > 0);
    }

    // The file's name; empty where the part is no file, null where the name cannot be decoded.
    private static string? FileName(ContentDispositionHeaderValue disposition) => Decoded(() =>
    {
        var star = disposition.FileNameStar;
        var isStarred = disposition.Parameters.Any(parameter => parameter.Name.Equals(FileNameStar, StringComparison.OrdinalIgnoreCase));
        return !star.HasValue && isStarred ? null : $"{star}{HeaderUtilities.RemoveQuotes(disposition.FileName)}";
    });

    // Encoded words (RFC 2047) and extended values (RFC 5987) are decoded when they are asked for, and name any charset.
    private static string? Decoded(Func<string?> value)
    {
        try
        {
            return value();
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or FormatException)
        {
            return null;
        }
    }
}
