namespace Judger.Experts.Limits;

/// <summary>The permission to send one request to an expert. Disposing it ends the request.</summary>
/// <param name="limiter">The limiter that gave the permission.</param>
/// <param name="reservedTokens">Tokens that were reserved for the request.</param>
internal sealed class ExpertLease(ExpertRateLimiter limiter, long reservedTokens) : IDisposable
{
    private bool _isSettled;
    private bool _isDisposed;

    /// <summary>
    /// Reports what the request used. Tokens beyond the reservation become a debt that the next requests wait for; unused ones are given back.
    /// A request that never settles keeps its reservation: servers count failed requests too.
    /// </summary>
    public void Settle(long usedTokens)
    {
        if (_isSettled) return;
        _isSettled = true;
        limiter.Settle(reservedTokens, usedTokens);
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        limiter.Release();
    }
}
