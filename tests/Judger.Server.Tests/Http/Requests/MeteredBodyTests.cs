using Judger.Server.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Tests.Http.Requests;

/// <summary>What a body takes of the budget as it comes.</summary>
public sealed class MeteredBodyTests
{
    private const int Length = 6 << 20;
    private const int Factor = 2;

    private readonly BodyBudget _budget = new(64 << 20, TimeSpan.FromSeconds(1), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private long Used => _budget.Small.Used + _budget.Large.Used;

    [Theory]
    [InlineData("HTTP/1.1", Length)]
    [InlineData("HTTP/2", 64 << 10)]
    [InlineData("HTTP/3", 64 << 10)]
    public async Task An_announced_length_is_taken_at_once_only_where_the_sender_must_keep_up_a_rate(string protocol, long first)
    {
        await using var body = Body(protocol, Length, Length);
        var buffer = new byte[1000];

        Assert.Equal(1000, await body.ReadAsync(buffer, Token));
        Assert.Equal(first * Factor, Used);

        // In the end it is the same for all.
        await body.CopyToAsync(Stream.Null, Token);
        Assert.Equal((long)Length * Factor, Used);
        body.Release();
        Assert.Equal(0, Used);
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/2")]
    public async Task A_length_that_never_fits_is_refused_before_anything_is_read(string protocol)
    {
        await using var body = Body(protocol, 1L << 40, 1000);

        var refused = await Assert.ThrowsAsync<BadHttpRequestException>(() => body.CopyToAsync(Stream.Null, Token));

        Assert.Equal(413, refused.StatusCode);
        Assert.StartsWith(
            "The body has 1,099,511,627,776 bytes or more, and this server has memory for 31,457,280.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, Used);
    }

    [Fact]
    public async Task A_small_body_that_finds_no_memory_is_told_so_in_words_that_hide_how_bodies_are_told_apart()
    {
        var none = new BodyBudget(16, TimeSpan.Zero, TimeProvider.System);
        using var taken = await none.Small.ReserveAsync(1, cancellationToken: Token);

        var refused = await Assert.ThrowsAsync<MemoryExhaustedException>(async () => await none.ReserveAsync(1, Token));

        Assert.Equal("The server's memory for request bodies is in use by other requests. Ask again in 1 s.", refused.Message);
        Assert.Equal("small request bodies", none.Small.Name);
    }

    private MeteredBody Body(string protocol, long announced, int sent)
    {
        var context = new DefaultHttpContext();
        context.Request.Protocol = protocol;
        context.Request.ContentLength = announced;
        context.Request.Body = new MemoryStream(new byte[sent]);
        return new(context, _budget, Factor);
    }
}
