using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Streams;

/// <summary>Where a stream goes on. A question that is posted again says it too: if its first stage is not finished, nothing of it was saved.</summary>
internal static class LastEventId
{
    private const string Header = "Last-Event-ID";

    /// <summary>The number of the first event that the client has not seen.</summary>
    /// <exception cref="QuestionRejectedException">The header is not the number of an event.</exception>
    public static int Next(HttpRequest request)
    {
        var last = request.Headers[Header].ToString();
        return int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) && seen < int.MaxValue ? seen + 1
            : last.Length == 0 ? 0
            : throw new QuestionRejectedException($"{Header} is \"{last}\". Give the number of the last event.");
    }
}
