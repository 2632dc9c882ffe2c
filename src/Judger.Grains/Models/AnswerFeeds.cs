using Judger.Inference.Contract;

namespace Judger.Grains.Models;

/// <summary>
/// The answers that this silo's slots are writing, by <see cref="StageContext.Feed"/>. A feed is there as long as somebody writes or reads it. Any thread.
/// </summary>
internal sealed class AnswerFeeds
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Feed> _feeds = [];

    /// <summary>How many write or read one.</summary>
    public int Users
    {
        get
        {
            lock (_lock) return _feeds.Values.Sum(feed => feed.Users);
        }
    }

    /// <summary>Opens a feed, whether its writer or a reader comes first, until it is disposed.</summary>
    public Use Open(Guid id)
    {
        lock (_lock)
        {
            if (!_feeds.TryGetValue(id, out var feed)) _feeds.Add(id, feed = new());
            feed.Users++;
            return new(this, id, feed.Progress);
        }
    }

    private void Close(Guid id)
    {
        lock (_lock)
        {
            if (--_feeds[id].Users == 0) _feeds.Remove(id);
        }
    }

    /// <summary>One writer's or reader's use of a feed.</summary>
    internal sealed class Use(AnswerFeeds feeds, Guid id, AnswerProgress progress) : IDisposable
    {
        public AnswerProgress Progress => progress;

        public void Dispose() => feeds.Close(id);
    }

    private sealed class Feed
    {
        public AnswerProgress Progress { get; } = new();

        public int Users { get; set; }
    }
}
