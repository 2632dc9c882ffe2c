using System.Globalization;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Testing.Routing;

/// <summary>
/// Nodes that ask devices in virtual time. Each node has a router of its own, which knows its own traffic and what answers tell it. A question has three
/// stages: the baseline, the row of the general prompt unless it is known, the answer from image and crop.
/// </summary>
internal sealed class Simulation
{
    private const int NewQuestion = 1;
    private const int UsualQuestion = 0;

    private readonly Workload _workload;
    private readonly VirtualTime _time = new();
    private readonly EventQueue _events;
    private readonly DeviceModel _model;
    private readonly Device[] _devices;
    private readonly IStrategy[] _nodes;
    private readonly ImagePopularity _images;
    private readonly HashSet<int> _known = [];
    private readonly Random _random;
    private readonly SimulationTally _tally;
    private readonly double _refreshEvery;
    private int _asked;

    public Simulation(StrategyKind kind, Workload workload, ImagePopularity images, DeviceModel model, RoutingOptions? options = null)
    {
        (_workload, _model, _images) = (workload, model, images);
        _events = new(_time);
        _random = new(workload.Seed);
        var shared = kind == StrategyKind.PerfectCache ? DeviceCaches.Perfect(model) : null;
        _devices = [.. Enumerable.Range(0, workload.Devices).Select(_ => new Device(model, shared ?? new(model), _events))];
        _tally = new(workload, _devices, _events);
        var slots = Enumerable.Range(0, workload.Devices)
            .Select(i => new Slot(new($"node-{i / workload.DevicesPerNode}", $"cuda:{i % workload.DevicesPerNode}", "llava"), ModelRole.All, "llava"))
            .ToArray();
        var indices = slots.Select((slot, i) => (slot.Key, i)).ToDictionary(pair => pair.Key, pair => pair.i);
        _nodes = [.. Enumerable.Range(0, workload.Nodes).Select(node => Create(kind, node, slots, indices, options ?? RoutingOptions.Default))];
        _refreshEvery = kind == StrategyKind.Ours ? (options ?? RoutingOptions.Default).RefreshLoadsEvery.TotalSeconds : 0;
    }

    /// <summary>As many questions as given are always under way.</summary>
    public SimulationResult RunClosed(int concurrency)
    {
        for (var i = 0; i < concurrency; i++) Ask(AskAgain);
        return Run();

        void AskAgain()
        {
            if (_asked < _workload.Questions) Ask(AskAgain);
        }
    }

    /// <summary>Questions come by chance, so many a second.</summary>
    public SimulationResult RunOpen(double rate)
    {
        Arrive();
        return Run();

        void Arrive() => _events.After(-Math.Log(1 - _random.NextDouble()) / rate, () =>
        {
            Ask(() => { });
            if (_asked < _workload.Questions) Arrive();
        });
    }

    // As LoadExchange does, on every node.
    private void Refresh(int node)
    {
        var routed = (Routed)_nodes[node];
        foreach (var silo in routed.SilentSilos(TimeSpan.FromSeconds(_refreshEvery)))
        {
            var owner = int.Parse(silo.AsSpan("node-".Length), CultureInfo.InvariantCulture);
            var hop = owner == node ? 0 : _model.Hop;
            _events.After(hop, () =>
            {
                var loads = Enumerable.Range(owner * _workload.DevicesPerNode, _workload.DevicesPerNode)
                    .Select(device => (Device: device, _devices[device].Load))
                    .ToArray();
                _events.After(hop, () =>
                {
                    foreach (var (device, load) in loads) routed.Refresh(device, load);
                });
            });
        }

        _events.After(_refreshEvery, () => Refresh(node));
    }

    private SimulationResult Run()
    {
        for (var node = 0; node < _nodes.Length && _refreshEvery > 0; node++) Refresh(node);
        while (!_tally.IsOver && _events.Step())
        {
        }

        return _tally.Result();
    }

    private IStrategy Create(StrategyKind kind, int node, Slot[] slots, Dictionary<SlotKey, int> indices, RoutingOptions options) => kind switch
    {
        StrategyKind.Ours or StrategyKind.WithoutExchange =>
            new Routed(new(() => slots, _time, options, NullLogger<SlotRouter>.Instance), slots, indices, mayDecline: true),
        StrategyKind.WithoutDeclining => new Routed(new(() => slots, _time, options, NullLogger<SlotRouter>.Instance), slots, indices),
        StrategyKind.Rendezvous =>
            new Routed(new(() => slots, _time, options with { LoadFactor = double.PositiveInfinity }, NullLogger<SlotRouter>.Instance), slots, indices),
        StrategyKind.RoundRobin => new RoundRobin(node * _workload.DevicesPerNode, slots.Length),
        StrategyKind.RandomByQuestion => new RandomByQuestion(_random, slots.Length),
        StrategyKind.RandomByStage => new RandomByStage(_random, slots.Length),
        _ => new LeastLoaded(_random, _devices),
    };

    private void Ask(Action answered)
    {
        var number = _asked++;
        var image = _images.Draw(_random);
        var question = _random.NextDouble() < _workload.UsualQuestions ? UsualQuestion : NewQuestion + number;
        var crop = StageRequest.KeyOf(image) | (uint)(question + 1);
        var (node, asked, digest) = (_random.Next(_workload.Nodes), _events.Now, Digest(image));
        _tally.Asked(number, isRepeat: !_known.Add(image));
        Begin(_nodes[node].Choose(digest, -1), _nodes[node].Share);

        // Only the first stage may be declined, and only once.
        void Begin(int device, double share) => Visit(device, (visit, back) =>
        {
            if (BoundedLoad.Admits(_devices[device].InFlight, weight: 1, share)) Work(device, 0, false, visit, back, Locate);
            else
            {
                var load = _devices[device].Load;
                back(() =>
                {
                    Leave(device, load, visit);
                    Send(_nodes[node].ChooseInstead(digest, device), 0, false, Locate);
                });
            }
        });

        void Locate(int device) => Send(_nodes[node].Choose(digest, device), 0, true, Refine);

        void Refine(int device) => Send(_nodes[node].Choose(digest, device), crop, false, _ =>
        {
            _tally.Answered(number, asked);
            answered();
        });

        void Send(int device, long view, bool isRow, Action<int> then) => Visit(device, (visit, back) => Work(device, view, isRow, visit, back, then));

        void Visit(int device, Action<IDisposable?, Action<Action>> arrived)
        {
            var visit = _nodes[node].Enter(device);
            var hop = device / _workload.DevicesPerNode == node ? 0 : _model.Hop;
            _events.After(hop, () => arrived(visit, returned => _events.After(hop, returned)));
        }

        void Work(int device, long view, bool isRow, IDisposable? visit, Action<Action> back, Action<int> then) =>
            _devices[device].Add(new(image, view, isRow, asked, () =>
            {
                var load = _devices[device].Load;
                back(() =>
                {
                    Leave(device, load, visit);
                    then(device);
                });
            }));

        void Leave(int device, SlotLoad load, IDisposable? visit)
        {
            _nodes[node].Report(device, load);
            visit?.Dispose();
        }
    }

    // The finaliser of MurmurHash3: a digest is uniform, whatever the image's place in the order of popularity.
    private static ImageDigest Digest(int image)
    {
        var x = (ulong)(image + 1);
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
        return ImageDigest.Parse((x ^ (x >> 33)).ToString("x16", CultureInfo.InvariantCulture).PadRight(64, '0'));
    }
}
