using System.Collections.Concurrent;
using Judger.Inference.Files;

namespace Judger.Inference.Manifest;

/// <summary>
/// Digests that this process has computed, or one before it (<see cref="DigestStore"/>), by the identity of the file: its place on its file system, its length,
/// and when its bytes and its status changed last. Several slots with one model, and an engine that is started again, read its files once. Programs cannot set
/// the time of the last change of status, so that a file that was written since has another identity. Only a file that had rested for some time is
/// remembered: one that is written twice within a tick of the file system's clock keeps its times, and so does one that is mapped and written again before the
/// system has brought its pages to the disk.
/// </summary>
internal static class KnownDigests
{
    private const int Most = 1024;
    private const long NanosecondsPerTick = 100;
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(2);
    private static readonly ConcurrentDictionary<FileStatus, string> s_digests = new();

    /// <summary>The SHA-256 of an open file, read from its beginning where it is not known.</summary>
    /// <param name="file">The file.</param>
    /// <param name="time">The clock that says how long it has rested. Default: the system's.</param>
    /// <param name="store">What remembers longer than this process; null where a file is to be read that this process has not read.</param>
    public static string Sha256(FileStream file, TimeProvider? time = null, DigestStore? store = null)
    {
        var status = FileStatus.Of(file.SafeFileHandle);
        if (s_digests.TryGetValue(status, out var known)) return known;
        if (store?.Find(status) is { } stored) return s_digests[status] = stored;
        var mayRemember = HasRested(status, (time ?? TimeProvider.System).GetUtcNow());
        var digest = Digests.Sha256(file);
        if (mayRemember && FileStatus.Of(file.SafeFileHandle) == status)
        {
            if (s_digests.Count >= Most) s_digests.Clear();
            s_digests[status] = digest;
            store?.Add(status, digest);
        }

        return digest;
    }

    /// <summary>Whether the digest of a file with this status is known.</summary>
    public static bool Has(FileStatus status) => s_digests.ContainsKey(status);

    /// <summary>Whether a status is an identity: the system tells all of it, and nothing of it is as young as the clock is coarse.</summary>
    internal static bool HasRested(FileStatus status, DateTimeOffset now)
    {
        var latest = (now - Rest - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
        return status is { Kind: FileKind.Regular, Node: not 0, Changed: not 0 } && status.Changed < latest && status.Written < latest;
    }
}
