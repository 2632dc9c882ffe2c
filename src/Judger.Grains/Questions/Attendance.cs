namespace Judger.Grains.Questions;

/// <summary>Who waits for a question. One that nobody waits for is given up after a while, so that a client that is gone does not hold a device.</summary>
internal sealed class Attendance(TimeSpan grace, TimeProvider time)
{
    private int _present;
    private long _leftAt = time.GetTimestamp();
    private bool _hasWalkedOut;

    /// <summary>True when nobody waits, and nobody is expected back.</summary>
    public bool IsAbandoned => _present == 0 && (_hasWalkedOut || time.GetElapsedTime(_leftAt) > grace);

    public void Enter()
    {
        _present++;
        _hasWalkedOut = false;
    }

    /// <param name="walksOut">True when the caller gave up, false when it is expected to come back.</param>
    public void Leave(bool walksOut)
    {
        _present--;
        _leftAt = time.GetTimestamp();
        _hasWalkedOut = walksOut && _present == 0;
    }
}
