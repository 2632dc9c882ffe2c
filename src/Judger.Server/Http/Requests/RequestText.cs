using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Judger.Server.Http.Requests;

/// <summary>Texts of requests, by their charset, without replacing what is not valid: an answer to another question than was asked helps nobody.</summary>
internal static class RequestText
{
    /// <summary>The text as UTF-8, without a byte order mark. Bytes that say that they are UTF-8, or say nothing, are returned as they are.</summary>
    /// <param name="name">What the text is called, for errors.</param>
    /// <param name="bytes">The text.</param>
    /// <param name="contentType">Its content type, if it has one.</param>
    /// <exception cref="BadHttpRequestException">The charset is not known, or the bytes are not valid in it.</exception>
    public static ReadOnlyMemory<byte> ToUtf8(string name, byte[] bytes, string? contentType)
    {
        if (Charset(name, contentType) is not { } encoding) return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(3) : bytes;
        try
        {
            return Encoding.UTF8.GetBytes(encoding.GetString(bytes));
        }
        catch (DecoderFallbackException exception)
        {
            throw new BadHttpRequestException($"{name} is not valid {encoding.WebName} (byte {exception.Index + 1}). Send it as UTF-8.");
        }
    }

    /// <summary>The text.</summary>
    /// <inheritdoc cref="ToUtf8"/>
    public static string Read(string name, byte[] bytes, string? contentType)
    {
        var utf8 = ToUtf8(name, bytes, contentType).Span;
        return JsonTextCheck.Problem(name, utf8) is { } problem ? throw new BadHttpRequestException(problem) : Encoding.UTF8.GetString(utf8);
    }

    /// <summary>False for a text that has half of a surrogate pair, or that was decoded from bytes that were not valid.</summary>
    public static bool IsWhole(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar) return false;
        return true;
    }

    private static Encoding? Charset(string name, string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue) return null;
        var charset = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        if (charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            return Encoding.GetEncoding(charset, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new BadHttpRequestException(
                $"The charset {charset} of {name} is not supported. Send UTF-8.", StatusCodes.Status415UnsupportedMediaType, exception);
        }
    }
}
