using Judger.Imaging.Memory;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace Judger.Server.Http.Requests;

/// <summary>
/// A request's body that takes memory from the budget before it is read: the whole of a length that is announced, where the sender must keep up a rate
/// (HTTP/1.1); otherwise as much as has come, in steps.
/// </summary>
internal sealed class MeteredBody(HttpContext context, BodyBudget budget, int factor) : Stream
{
    private const long FirstStep = 64 << 10;
    private const long FirstLargeStep = 1 << 20;
    private const int LeastRate = 1024;

    // A sender that announces much and sends it drop by drop would keep others out.
    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    private readonly Stream _body = context.Request.Body;
    private readonly List<MemoryReservation> _reserved = [];
    private long _allowed;
    private long _read;

    // The longest body that there can be memory for.
    private long Most => budget.Large.Capacity / factor;

    private long Longest => Math.Min(context.Request.ContentLength ?? Most, Most);

    // The streams of an HTTP/2 connection have no rate of their own.
    private bool IsPaced => HttpProtocol.IsHttp11(context.Request.Protocol);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_allowed == 0) await AllowAsync(First(), cancellationToken);
        var count = await _body.ReadAsync(buffer, cancellationToken);
        _read += count;
        if (_read > _allowed) await AllowAsync(Math.Max(_read - _allowed, Math.Min(Math.Max(FirstLargeStep, _read), Longest - _allowed)), cancellationToken);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    /// <summary>Gives the memory back: what was made of the body is no longer needed.</summary>
    public void Release()
    {
        foreach (var reservation in _reserved) reservation.Dispose();
        _reserved.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        Release();
        base.Dispose(disposing);
    }

    private long First()
    {
        Require(context.Request.ContentLength ?? 0);
        return IsPaced ? context.Request.ContentLength ?? FirstStep : Math.Min(context.Request.ContentLength ?? FirstStep, FirstStep);
    }

    private void Require(long length)
    {
        if (length <= Most) return;
        throw new BadHttpRequestException(
            $"The body has {length:N0} bytes or more, and this server has memory for {Most:N0}. Send smaller images, or put them one by one (PUT /v1/images).",
            StatusCodes.Status413PayloadTooLarge);
    }

    private async Task AllowAsync(long more, CancellationToken cancellationToken)
    {
        if (more == 0) return;
        Require(_allowed + more);
        _reserved.Add(await budget.ReserveAsync(more * factor, cancellationToken));
        _allowed += more;
        if (_allowed <= FirstLargeStep || !IsPaced) return;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(Math.Max(LeastRate, _allowed / LongestUpload.TotalSeconds), GracePeriod);
    }
}
