using Judger.Client.Tests.Support;
using Judger.Server.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Client.Tests.Http;

/// <summary>Connections that break, servers that go away.</summary>
public sealed class BrokenConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The answer to a stream has some 300 bytes of headers, and events of 1 to 2 KB here: everywhere in them a cut is to do no harm.
    [Theory]
    [InlineData(0, 10, 250)]
    [InlineData(400, 900, 1300)]
    [InlineData(1500, 1501, 1502, 2800)]
    [InlineData(3000, 4000, 5000)]
    [InlineData(6000, 7000, 8000, 9000, 10000)]
    public async Task A_stream_goes_on_without_a_lost_or_doubled_event(params int[] cuts)
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 5);
        var request = await RequestAsync(silo);
        await using var proxy = new CuttingProxy(silo.Address, cuts);
        await using var client = TestClient.Of(proxy.Address);

        var events = await client.Judger.AskStreamAsync(request, Id("s"), cancellationToken: Token).ToListAsync(Token);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], events.Select(happened => happened.Sequence));
        Assert.True(proxy.Connections > 1, "Nothing was cut.");
        var record = (await client.Judger.GetAsync(Id("s"), Token))!;
        var ended = events.Where(happened => happened.IsFinished).Select(happened => happened.Entry!).ToList();
        Assert.Equal(record.Stages.Select(entry => (entry.Stage, entry.Began, entry.Work)), ended.Select(entry => (entry.Stage, entry.Began, entry.Work)));
        Assert.Equal((((ModelAnswer)ended[2].Outcome).Text, 1), (record.Answer, record.CountOf(QuestionStage.Refine)));
    }

    [Fact]
    public async Task Waiting_and_putting_go_on_too()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 5);
        await using var proxy = new CuttingProxy(silo.Address, 0, 20, 100, 0, 200, 900);
        await using var client = TestClient.Of(proxy.Address);

        var digest = await client.Judger.PutImageAsync(silo.NewImage(), Token);
        var record = await client.Judger.AskAsync(Request(digest), Id("w"), Token);

        Assert.Equal((Id("w"), QuestionStage.Refine), (record.Id, record.AnsweredBy));
        Assert.True(proxy.Connections > 6);
    }

    [Fact]
    public async Task A_stream_survives_a_server_that_is_replaced()
    {
        CuttingProxy? proxy = null;
        var events = new List<QuestionEvent>();

        // Slow, so that it cannot have told everything before it goes.
        var first = await HttpSilo.StartAsync(stepMilliseconds: 300);
        var image = first.NewImage();
        var digest = await first.Services.GetRequiredService<IJudgerClient>().PutImageAsync(image, Token);
        HttpSilo? second = null;
        try
        {
            proxy = new(first.Address);
            await using var client = TestClient.Of(proxy.Address, options => options.OutageTimeout = TimeSpan.FromMinutes(1));

            await foreach (var happened in client.Judger.AskStreamAsync(Request(digest), Id("s"), cancellationToken: Token))
            {
                events.Add(happened);
                if (happened.Sequence != 2) continue;
                proxy.Target(null);
                await first.DisposeAsync();
                second = await HttpSilo.StartAsync(stepMilliseconds: 5);

                // Its memory is empty; the question begins anew there, and nothing of that is told twice.
                await second.Services.GetRequiredService<IJudgerClient>().PutImageAsync(image, Token);
                proxy.Target(second.Address);
            }

            Assert.Equal([0, 1, 2, 3, 4, 5, 6], events.Select(happened => happened.Sequence));
            Assert.True((await client.Judger.GetAsync(Id("s"), Token))!.IsFinished);
        }
        finally
        {
            if (proxy is not null) await proxy.DisposeAsync();
            if (second is not null) await second.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_server_that_comes_up_late_is_waited_for()
    {
        await using var silo = await HttpSilo.StartAsync();
        var request = await RequestAsync(silo);
        await using var proxy = new CuttingProxy(null);
        await using var client = TestClient.Of(proxy.Address);

        var asking = client.Judger.AskAsync(request, Id("late"), Token);
        while (proxy.Connections < 3 && !asking.IsCompleted) await Task.Delay(20, Token);
        proxy.Target(silo.Address);

        Assert.True((await asking).IsFinished);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_with_the_remedy()
    {
        await using var client = TestClient.Of(new("http://127.0.0.1:1"), options => options.OutageTimeout = TimeSpan.FromMilliseconds(300));

        var request = Request(ImageDigest.Parse(new('0', 64)));

        var error = await Assert.ThrowsAsync<ClusterUnavailableException>(() => client.Judger.AskAsync(request, Id("q"), Token));

        Assert.Equal(
            "http://127.0.0.1:1/ does not answer (Connection refused). Check that a server runs there, and ask again under the same id.", error.Message);
        await Assert.ThrowsAsync<ClusterUnavailableException>(
            async () => await client.Judger.AskStreamAsync(request, Id("q"), cancellationToken: Token).ToListAsync(Token));
        await Assert.ThrowsAsync<ClusterUnavailableException>(() => client.Judger.GetAsync(Id("q"), Token));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_after_the_timeout()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        await using var client = TestClient.Of(new($"http://{silent.LocalEndpoint}"), options => options.Timeout = TimeSpan.FromMilliseconds(300));

        var error = await Assert.ThrowsAsync<ClusterUnavailableException>(() => client.Judger.GetAsync(Id("q"), Token));

        Assert.Contains("no answer in time", error.Message, StringComparison.Ordinal);
    }

    private static async Task<AskRequest> RequestAsync(HttpSilo silo) =>
        Request(await silo.Services.GetRequiredService<IJudgerClient>().PutImageAsync(silo.NewImage(), Token));

    private static QuestionId Id(string id) => QuestionId.Parse(id);

    private static AskRequest Request(ImageDigest digest) =>
        new() { Images = [digest], Question = "What is it?", Options = new() { Policy = JudgmentPolicy.Never } };
}
