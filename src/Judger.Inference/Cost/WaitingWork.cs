using System.Runtime.InteropServices;
using Judger.Inference.Kv;
using Judger.Inference.Scheduling;

namespace Judger.Inference.Cost;

/// <summary>
/// What the waiting requests ask of the device. What the prefix tree holds or is about to hold costs nothing, and what several of them share is counted once:
/// prompts up to their last image, and encoded images. Under the scheduler's lock only.
/// </summary>
internal sealed class WaitingWork(PrefixCache prefixes, Predicate<string> hasImage, AnswerLengths answers, int prefillLimit)
{
    // A few images, and the positions of as many.
    private const double TrustedImages = 8;
    private const double TrustedPositions = 4096;

    private readonly Dictionary<ulong, Shared> _heads = [];
    private readonly Dictionary<string, Shared> _images = new(StringComparer.Ordinal);
    private readonly ReuseRecord _reusedPositions = new(TrustedPositions);
    private readonly ReuseRecord _reusedImages = new(TrustedImages);
    private int _requests;
    private int _questions;
    private long _positions;
    private long _expectedPositions;
    private long _headPositions;
    private int _imagesToEncode;
    private long _expectedImages;

    /// <summary>Waiting first passes of questions.</summary>
    public int Questions => _questions;

    /// <summary>All of it together.</summary>
    public WorkEstimate Total
    {
        get
        {
            // What is evicted before it is needed is computed in whole steps like what was never held.
            var shared = _headPositions + (_expectedPositions * _reusedPositions.MissRate);
            return new(
                _requests,
                _imagesToEncode + (_expectedImages * _reusedImages.MissRate),
                _positions + shared,
                _requests + (shared / prefillLimit),
                answers.Waiting);
        }
    }

    /// <summary>Adds a request that begins to wait.</summary>
    public void Add(Sequence sequence)
    {
        var prompt = sequence.Prompt;
        var node = prefixes.Root;
        int computed = 0, images = 0, imageRuns = 0;
        for (var run = 0; run < prompt.HeadRuns; run++)
        {
            node = node?.FindWhole(prompt.Runs[run]);
            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, prompt.HeadKeys[run], out _);
            head.Requests++;
            if (node is null && head.Cost == 0)
            {
                head.Cost = prompt.Runs[run].Length;
                _headPositions += head.Cost;
                computed += head.Cost;
            }

            if (prompt.Runs[run].Image is not { } key) continue;
            imageRuns++;
            ref var image = ref CollectionsMarshal.GetValueRefOrAddDefault(_images, key, out _);
            image.Requests++;
            if (node is not null || image.Cost > 0 || hasImage(key)) continue;
            image.Cost = 1;
            _imagesToEncode++;
            images++;
        }

        var tail = prompt.Length - prompt.HeadLength;
        if (node is not null && prompt.HeadRuns < prompt.Runs.Count)
        {
            _ = node.Find(prompt.Runs[prompt.HeadRuns], out var common);

            // The last two positions are always computed.
            tail -= Math.Clamp(common, 0, Math.Max(0, tail - 2));
        }

        sequence.Expect(new(tail, prompt.Length - tail - computed, images, imageRuns - images));
        Count(sequence, 1);
        answers.BeginWaiting(sequence.Request.MaxNewTokens);
    }

    /// <summary>Removes a request that waits no longer.</summary>
    /// <param name="sequence">The request.</param>
    /// <param name="isBegun">Whether it has a lane: what others share with it will be there, so it costs them nothing more.</param>
    public void Remove(Sequence sequence, bool isBegun)
    {
        var prompt = sequence.Prompt;
        for (var run = 0; run < prompt.HeadRuns; run++)
        {
            _headPositions -= Leave(_heads, prompt.HeadKeys[run], isBegun);
            if (prompt.Runs[run].Image is { } key) _imagesToEncode -= Leave(_images, key, isBegun);
        }

        Count(sequence, -1);
        answers.EndWaiting(sequence.Request.MaxNewTokens);
        var expected = sequence.Expected;
        if (isBegun) _reusedPositions.Add(expected.Reused, expected.Reused - sequence.Reused);
    }

    /// <summary>Notes how many images a request encoded that is complete.</summary>
    public void CountImages(Sequence sequence) =>
        _reusedImages.Add(sequence.Expected.ImagesReused, sequence.ImagesEncoded - sequence.Expected.Images);

    private static int Leave<TKey>(Dictionary<TKey, Shared> all, TKey key, bool isBegun)
        where TKey : notnull
    {
        ref var shared = ref CollectionsMarshal.GetValueRefOrNullRef(all, key);
        shared.Requests--;
        var isGone = shared.Requests == 0;
        var cost = isBegun || isGone ? shared.Cost : 0;
        shared.Cost -= cost;
        if (isGone) all.Remove(key);
        return cost;
    }

    private void Count(Sequence sequence, int sign)
    {
        var expected = sequence.Expected;
        _requests += sign;
        if (!sequence.Request.IsContinuation) _questions += sign;
        _positions += sign * expected.Tail;
        _expectedPositions += sign * expected.Reused;
        _expectedImages += sign * expected.ImagesReused;
    }

    private record struct Shared(int Requests, int Cost);
}
