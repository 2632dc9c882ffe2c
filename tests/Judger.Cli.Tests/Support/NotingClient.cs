using System.Collections.Concurrent;
using Judger.Client;

namespace Judger.Cli.Tests.Support;

/// <summary>A client that answers "3" to everything, and what the reference says when it is judged, and notes what it is asked.</summary>
/// <param name="error">The error for a question, or null for those that succeed.</param>
internal sealed class NotingClient(Func<AskRequest, Exception?>? error = null) : IJudgerClient
{
    private readonly ConcurrentQueue<AskRequest> _requests = new();

    public IReadOnlyCollection<AskRequest> Requests => _requests;

    public SortedSet<string> Images => new(_requests.Select(request => request.AttendedImage.ToString()), StringComparer.Ordinal);

    public Task<ImageDigest> PutImageAsync(byte[] image, CancellationToken cancellationToken = default) => Task.FromResult(ImageDigest.Of(image));

    public Task<QuestionRecord> AskAsync(AskRequest request, QuestionId? id = null, CancellationToken cancellationToken = default)
    {
        _requests.Enqueue(request);
        if (error?.Invoke(request) is { } thrown) return Task.FromException<QuestionRecord>(thrown);
        var answer = new ModelAnswer { Text = "3", MeanLogProbability = 0 };
        return Task.FromResult(new QuestionRecord
        {
            Id = id ?? QuestionId.Parse("q"),
            Request = request,
            Stages =
            [
                new() { Stage = QuestionStage.Baseline, Outcome = answer },
                new() { Stage = QuestionStage.Locate, Outcome = new LocatedRegion { Box = new(0, 0, 480, 480) } },
                new() { Stage = QuestionStage.Refine, Outcome = answer },
            ],
            Answer = request.Options.ReferenceAnswer ?? "3",
        });
    }

    public Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, QuestionId id, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, QuestionId id, int from = 0, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<QuestionEvent> ListenAsync(QuestionId id, int from = 0, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<QuestionRecord?> GetAsync(QuestionId id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CancelAsync(QuestionId id, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
