namespace Judger.Testing.Routing;

/// <summary>
/// A device as the engine's scheduler drives it with one worker: a decode step for all that decode, then an encode or a prefill chunk of the first in line,
/// by turns. What another request is computing is waited for and not computed again.
/// </summary>
internal sealed class Device(DeviceModel model, DeviceCaches caches, EventQueue events)
{
    private readonly List<StageRequest> _waiting = [];
    private readonly List<StageRequest> _running = [];
    private readonly HashSet<long> _computing = [];
    private readonly Dictionary<int, List<StageRequest>> _rows = [];
    private bool _isBusy;
    private bool _hasJustDecoded;

    public int InFlight { get; private set; }

    /// <summary>Seconds of work done.</summary>
    public double Busy { get; private set; }

    /// <summary>Times that an image's keys and values were computed.</summary>
    public int ImagesComputed { get; private set; }

    /// <summary>Requests for which they were there.</summary>
    public int ImagesReused { get; private set; }

    public SlotLoad Load => new()
    {
        Running = _running.Count,
        Waiting = _waiting.Count,
        Backlog = TimeSpan.FromSeconds(_waiting.Sum(request => Positions(request) * model.PrefillToken)),
    };

    public void Add(StageRequest request)
    {
        InFlight++;
        if (request.IsRow && IsKnown(request)) return;
        request.Priority = request.Asked + (Positions(request) * model.PrefillToken);
        var at = _waiting.Count;
        while (at > 0 && _waiting[at - 1].Priority > request.Priority) at--;
        _waiting.Insert(at, request);
        if (!_isBusy) Next();
    }

    private bool IsKnown(StageRequest request)
    {
        if (caches.Rows.Contains(request.Image)) End(request);
        else if (_rows.TryGetValue(request.Image, out var others)) others.Add(request);
        else
        {
            _rows.Add(request.Image, []);
            return false;
        }

        return true;
    }

    private int Positions(StageRequest request) => model.ImagePositions + (request.Crop == 0 ? 0 : model.CropPositions) + model.SuffixPositions;

    private void Next()
    {
        Admit();
        var isDecoding = _running.Exists(request => request.DecodeSteps > 0);
        var prefilling = _running.Where(request => request.DecodeSteps == 0).MinBy(request => request.Priority);
        _isBusy = isDecoding || prefilling is not null;
        if (!_isBusy) return;
        if (isDecoding && (prefilling is null || !_hasJustDecoded)) Decode();
        else Prefill(prefilling!);
    }

    private void Admit()
    {
        for (var i = 0; i < _waiting.Count && _running.Count < model.Lanes; i++)
        {
            var request = _waiting[i];
            var image = StageRequest.KeyOf(request.Image);
            if (_computing.Contains(image) || _computing.Contains(request.Crop)) continue;
            _waiting.RemoveAt(i--);
            _running.Add(request);
            Plan(request, image);
        }
    }

    private void Plan(StageRequest request, long image)
    {
        var hasImage = caches.Prefixes.Contains(image);
        var hasCrop = hasImage && caches.Prefixes.Contains(request.Crop);

        // What stands behind another leaves before it.
        if (hasCrop) caches.Prefixes.Touch(request.Crop);
        if (hasImage) caches.Prefixes.Touch(image);
        if (hasImage) ImagesReused++;
        else Compute(image, model.ImagePositions);
        if (request.Crop != 0 && !hasCrop) Compute(request.Crop, model.CropPositions);
        request.Missing.Add((0, model.SuffixPositions));

        void Compute(long key, int positions)
        {
            _computing.Add(key);
            request.Missing.Add((key, positions));
        }
    }

    private void Decode()
    {
        var batch = _running.Where(request => request.DecodeSteps > 0).ToList();
        Work(model.DecodeStep + (batch.Count * model.DecodeSequence), isDecode: true, () =>
        {
            foreach (var request in batch)
            {
                if (--request.DecodeSteps == 0) Leave(request);
            }
        });
    }

    private void Prefill(StageRequest request)
    {
        var chunk = 0;
        foreach (var (key, positions) in request.Missing)
        {
            if (chunk == model.PrefillChunk) break;
            if (key != 0 && !caches.Encoded.Contains(key))
            {
                Work(model.Encode, isDecode: false, () => caches.Encoded.Touch(key));
                return;
            }

            chunk = Math.Min(model.PrefillChunk, chunk + positions);
        }

        Work(chunk * model.PrefillToken, isDecode: false, () => Computed(request, chunk));
    }

    private void Computed(StageRequest request, int chunk)
    {
        while (chunk > 0)
        {
            var (key, positions) = request.Missing[0];
            if (positions > chunk)
            {
                request.Missing[0] = (key, positions - chunk);
                return;
            }

            chunk -= positions;
            request.Missing.RemoveAt(0);
            if (key == 0) continue;
            _computing.Remove(key);
            caches.Prefixes.Touch(key);
            if (key == StageRequest.KeyOf(request.Image)) ImagesComputed++;
        }

        if (request.Missing.Count > 0) return;
        if (request.IsRow) Leave(request);
        else request.DecodeSteps = model.DecodeSteps;
    }

    private void Work(double seconds, bool isDecode, Action commit) => events.After(seconds, () =>
    {
        Busy += seconds;
        _hasJustDecoded = isDecode;
        commit();
        Next();
    });

    private void Leave(StageRequest request)
    {
        _running.Remove(request);
        if (request.IsRow)
        {
            caches.Rows.Touch(request.Image);
            _rows.Remove(request.Image, out var others);
            foreach (var other in others!) End(other);
        }

        End(request);
    }

    private void End(StageRequest request)
    {
        InFlight--;
        request.Done();
    }
}
