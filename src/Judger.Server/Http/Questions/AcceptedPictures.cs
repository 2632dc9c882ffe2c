using Judger.Imaging.Encoders;
using Microsoft.Net.Http.Headers;

namespace Judger.Server.Http.Questions;

/// <summary>Chooses the format of a picture by the Accept header (RFC 9110, section 12.5.1).</summary>
internal static class AcceptedPictures
{
    /// <summary>
    /// The formats that are accepted, the best first: by quality, and of the same quality PNG first. PNG is the last in any case, so that a client whose
    /// header names no picture at all gets one.
    /// </summary>
    public static IReadOnlyList<PictureFormat> InOrder(IEnumerable<MediaTypeHeaderValue> accept)
    {
        MediaTypeHeaderValue[] ranges = [.. accept];
        if (ranges.Length == 0) return [PictureFormat.Png];
        var accepted = PictureFormats.All.Select(format => (Format: format, Quality: Quality(format, ranges))).Where(choice => choice.Quality > 0);
        return [.. accepted.OrderByDescending(choice => choice.Quality).Select(choice => choice.Format), PictureFormat.Png];
    }

    // That of the most specific range; zero where there is none. Several of them are as good as the best.
    private static double Quality(PictureFormat format, MediaTypeHeaderValue[] ranges)
    {
        var type = new MediaTypeHeaderValue(format.MediaType());
        return ranges
            .Where(type.IsSubsetOf)
            .GroupBy(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
            .MaxBy(ranks => ranks.Key)?
            .Max(range => range.Quality ?? 1) ?? 0;
    }
}
