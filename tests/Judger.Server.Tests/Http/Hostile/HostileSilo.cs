using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Judger.Server.Configuration;

namespace Judger.Server.Tests.Http.Hostile;

/// <summary>
/// A silo under requests that are broken on purpose. None of them may end in an error of the server: what is broken in a request is the sender's fault, and
/// what the server has too much of for now says when to come again.
/// </summary>
internal sealed class HostileSilo : IAsyncDisposable
{
    /// <summary>How many mutated requests of each kind are sent; without it, as many as take some seconds.</summary>
    private const string Variable = "JUDGER_HOSTILE_REQUESTS";

    private const int Usual = 60;
    private const int AtOnce = 4;

    /// <summary>How long a response may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with a server that does not answer.</summary>
    public static readonly string NoAnswer = string.Create(CultureInfo.InvariantCulture, $"no answer within {Patience.TotalSeconds} s");

    private int _closed;

    private HostileSilo(HttpSilo silo) => Silo = silo;

    /// <summary>Mutated requests of a kind.</summary>
    public static int Requests { get; } = int.Parse(
        Environment.GetEnvironmentVariable(Variable) ?? Usual.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public HttpSilo Silo { get; }

    /// <summary>How many of some requests may see the connection's end instead of a response.</summary>
    public static int MostClosed(int requests) => requests / 10;

    /// <summary>A request with a body as it is.</summary>
    public static HttpRequestMessage Post(string path, byte[] body, string contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new(HttpMethod.Post, path) { Content = content };
    }

    public static async Task<HostileSilo> StartAsync(Action<JudgerOptions>? configure = null) => new(await HttpSilo.StartAsync(options =>
    {
        // A header that was mutated may promise any size. How memory is bounded then is another test's matter; here it would only take time.
        options.Images.MaxPixels = 1 << 20;
        configure?.Invoke(options);
    }));

    /// <summary>Puts an image; returns its digest.</summary>
    public async Task<string> PutImageAsync()
    {
        var image = Silo.NewImage();
        var digest = Convert.ToHexStringLower(SHA256.HashData(image));
        using var put = await Silo.SendAsync(HttpMethod.Put, $"/v1/images/{digest}", new ByteArrayContent(image));
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        return digest;
    }

    /// <summary>Sends requests, some at once, and holds every response against what a server may say.</summary>
    /// <param name="requests">The requests, each with a name by which it can be found again.</param>
    /// <param name="wanted">What else a response must be; returns what is wrong with it, or null.</param>
    public async Task AssertNoneFailsAsync(
        IEnumerable<(string Name, Func<HttpRequestMessage> Request)> requests, Func<string, int, string, string?>? wanted = null)
    {
        var (failures, sent, closed) = (new List<string>(), 0, _closed);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(requests, options, async (row, cancellationToken) =>
        {
            Interlocked.Increment(ref sent);
            var problem = await ProblemAsync(row.Name, row.Request, wanted, cancellationToken);
            if (problem is null) return;
            lock (failures) failures.Add($"{row.Name}: {problem}");
        });
        Assert.True(failures.Count == 0, $"{failures.Count}: {string.Join('\n', failures.Order(StringComparer.Ordinal).Take(20))}");
        Assert.InRange(_closed - closed, 0, MostClosed(sent));
    }

    /// <summary>The silo still answers questions.</summary>
    public async Task AssertAliveAsync() => await (await Silo.PostAsync(Silo.Question())).JsonAsync();

    public ValueTask DisposeAsync() => Silo.DisposeAsync();

    private async Task<string?> ProblemAsync(
        string name, Func<HttpRequestMessage> make, Func<string, int, string, string?>? wanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var request = make();
            using var response = await Silo.Client.SendAsync(request, patience.Token);
            var text = await response.Content.ReadAsStringAsync(patience.Token);
            var status = (int)response.StatusCode;
            if (status >= 500 && !(status == 503 && response.Headers.RetryAfter is not null)) return $"{status} {text}";
            return wanted?.Invoke(name, status, text);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoAnswer;
        }
        catch (HttpRequestException exception)
        {
            // A server may answer and close before it has read all of a body that it does not want. A client that still sends sees the end only.
            if (exception.InnerException is not IOException) return exception.Message;
            Interlocked.Increment(ref _closed);
            return null;
        }
    }
}
