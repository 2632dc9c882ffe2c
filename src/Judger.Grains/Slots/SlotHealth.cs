namespace Judger.Grains.Slots;

/// <summary>
/// Passive health of a slot. Failures in a row take it out of rotation; after a pause one request at a time may try it again, and one success brings it back.
/// The pause doubles with each try that fails. Any thread.
/// </summary>
internal sealed class SlotHealth(SlotHealthOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private long _outUntil;
    private TimeSpan _pause = options.FirstPause;
    private bool _isProbed;
    private string? _reason;

    /// <summary>Why the slot is out of rotation, or null when it is not, or may be tried again.</summary>
    public string? OutBecause
    {
        get
        {
            lock (_lock) return IsOut && time.GetTimestamp() < _outUntil ? _reason : null;
        }
    }

    /// <summary>Whether a request may go to the slot: it works, or it is time to try it again and no other request does.</summary>
    public bool IsOpen
    {
        get
        {
            // Nearly always so, and read for each slot at each request.
            if (Volatile.Read(ref _failures) < options.FailuresInARow) return true;
            lock (_lock) return !IsOut || (!_isProbed && time.GetTimestamp() >= _outUntil);
        }
    }

    private bool IsOut => _failures >= options.FailuresInARow;

    /// <summary>Takes the place of the one request that may try a slot that is out; true when it works anyway.</summary>
    public bool TryEnter()
    {
        if (Volatile.Read(ref _failures) < options.FailuresInARow) return true;
        lock (_lock)
        {
            if (!IsOut) return true;
            if (_isProbed || time.GetTimestamp() < _outUntil) return false;
            return _isProbed = true;
        }
    }

    /// <summary>A request has left, whatever became of it.</summary>
    public void Leave()
    {
        if (Volatile.Read(ref _failures) < options.FailuresInARow) return;
        lock (_lock) _isProbed = false;
    }

    /// <summary>The slot did its work. True when that brings it back into rotation.</summary>
    public bool Succeeded()
    {
        if (Volatile.Read(ref _failures) == 0) return false;
        lock (_lock)
        {
            var isBack = IsOut;
            (_failures, _isProbed, _pause, _reason) = (0, false, options.FirstPause, null);
            return isBack;
        }
    }

    /// <summary>The slot's device failed. True when that takes the slot out of rotation.</summary>
    /// <param name="reason">What went wrong.</param>
    /// <param name="isRepeated">
    /// True for work that has failed there before: work that fails again and again says no more about the device. It does say that one which is out still
    /// fails.
    /// </param>
    public bool Failed(string reason, bool isRepeated = false)
    {
        lock (_lock)
        {
            var wasOut = IsOut;

            // A request that went there before the slot was taken out says nothing new.
            if (wasOut ? !_isProbed : isRepeated) return false;
            _failures++;
            _reason = reason;
            if (!IsOut) return false;
            if (wasOut) _pause = _pause * 2 < options.LongestPause ? _pause * 2 : options.LongestPause;
            _outUntil = time.GetTimestamp() + (long)(_pause.TotalSeconds * time.TimestampFrequency);
            return !wasOut;
        }
    }
}
