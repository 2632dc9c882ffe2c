using System.Collections.Concurrent;
using System.Security.Cryptography;
using Judger.Client;

namespace Judger.Cli.Tests.Support;

/// <summary>A client that answers "3" to everything, and what the reference says when it is judged, and notes what it is asked.</summary>
/// <param name="error">The error for a question, or null for those that succeed.</param>
internal sealed class NotingClient(Func<AskRequest, Exception?>? error = null) : IJudgerClient
{
    private readonly ConcurrentQueue<AskRequest> _requests = new();

    public IReadOnlyCollection<AskRequest> Requests => _requests;

    public SortedSet<string> Images => new(_requests.Select(request => request.ImageDigest), StringComparer.Ordinal);

    public Task<string> PutImageAsync(byte[] image, CancellationToken cancellationToken = default) => Task.FromResult(Convert.ToHexStringLower(SHA256.HashData(image)));

    public Task<QuestionRecord> AskAsync(AskRequest request, string? id = null, CancellationToken cancellationToken = default)
    {
        _requests.Enqueue(request);
        if (error?.Invoke(request) is { } thrown) return Task.FromException<QuestionRecord>(thrown);
        var answer = new ModelAnswer { Text = "3", MeanLogProbability = 0, Work = new() };
        return Task.FromResult(new QuestionRecord
        {
            Id = "q",
            Request = request,
            Baseline = answer,
            Region = new() { Box = new(0, 0, 480, 480), Work = new() },
            Refined = answer,
            Answer = request.Options.ReferenceAnswer ?? "3",
        });
    }

    public Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, string id, int from = 0, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, string id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<QuestionRecord?> GetAsync(string id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CancelAsync(string id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, string id, CancellationToken cancellationToken = default)
    {
        throw new NotImplementedException();
    }

    public IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, string id, int from = 0, CancellationToken cancellationToken = default)
    {
        throw new NotImplementedException();
    }
}
