using System.Collections.Concurrent;

namespace Judger.Grains.Models;

/// <summary>
/// The questions that a silo's slots have begun, as far as the engines do not see them: those whose first pass still fetches its images, and those whose next
/// pass has not come yet. Any thread.
/// </summary>
internal sealed class OpenQuestions(TimeProvider time)
{
    // Between two passes the question is saved and routed. One that is silent for longer is over, or goes on elsewhere.
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(0.5);

    private readonly ConcurrentDictionary<SlotKey, OpenOnSlot> _slots = new();

    /// <summary>Counts a pass, until it is disposed.</summary>
    public Pass Begin(SlotKey slot, StageContext context) => new(_slots.GetOrAdd(slot, _ => new(time)), context.Question ?? "", context.IsAdmission);

    /// <summary>What a slot is to expect beside what its engine has.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="laterPasses">Passes that a question brings after its first, on average.</param>
    public (int Questions, double LaterPasses) Expected(SlotKey slot, double laterPasses) =>
        _slots.TryGetValue(slot, out var open) ? open.Expected(laterPasses) : default;

    /// <summary>One pass of a question.</summary>
    internal sealed class Pass : IDisposable
    {
        private readonly OpenOnSlot _slot;
        private readonly string _question;
        private readonly bool _isFirst;
        private bool _hasArrived;

        public Pass(OpenOnSlot slot, string question, bool isFirst)
        {
            (_slot, _question, _isFirst) = (slot, question, isFirst);
            slot.Begin(question, isFirst);
        }

        /// <summary>The engine has a request of it: from now on that counts there.</summary>
        public void Arrived()
        {
            if (!_isFirst) _slot.Later(_question);
            else if (!_hasArrived) _slot.Arrived();
            _hasArrived = true;
        }

        public void Dispose()
        {
            if (_isFirst && !_hasArrived) _slot.Arrived();
            _slot.End(_question);
        }
    }

    /// <summary>The open questions of one slot.</summary>
    internal sealed class OpenOnSlot(TimeProvider time)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
        private int _arriving;

        public void Begin(string question, bool isFirst)
        {
            lock (_lock)
            {
                if (isFirst) _arriving++;
                var open = _open.GetValueOrDefault(question);
                _open[question] = open with { Running = open.Running + 1, IsFirst = isFirst };
            }
        }

        public void Arrived()
        {
            lock (_lock) _arriving--;
        }

        public void Later(string question)
        {
            lock (_lock)
            {
                // A pass that all questions about an image share may outlive the one that began it.
                if (_open.TryGetValue(question, out var open)) _open[question] = open with { Later = open.Later + 1 };
            }
        }

        public void End(string question)
        {
            lock (_lock)
            {
                var open = _open[question];
                _open[question] = open with { Running = open.Running - 1, IsFirst = false, EndedAt = time.GetTimestamp() };
            }
        }

        public (int Questions, double LaterPasses) Expected(double laterPasses)
        {
            lock (_lock)
            {
                var later = 0.0;
                foreach (var (question, open) in _open)
                {
                    if (open.Running == 0 && time.GetElapsedTime(open.EndedAt) > LongestGap) _open.Remove(question);

                    // Of a first pass, the engine counts the later ones too, or it is still arriving.
                    else if (!open.IsFirst) later += Math.Max(0, laterPasses - open.Later);
                }

                return (_arriving, later);
            }
        }

        private readonly record struct Open(int Running, bool IsFirst, int Later, long EndedAt);
    }
}
