using Judger.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Decoding;

/// <summary>
/// The inputs of a decoder that sees images as a whole, <c>positions [b, s]</c> and <c>image_ends [b, s]</c>: where each position is, and the last position of
/// the image that it belongs to, or <see cref="OfText"/>.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="lanes">How many lanes.</param>
/// <param name="prefillLimit">Most positions of one prefill.</param>
internal sealed class ImageSight(IDevice device, int lanes, int prefillLimit) : IDisposable
{
    /// <summary>In place of an image's last position: the position belongs to no image.</summary>
    public const int OfText = -1;

    private readonly DeviceBuffer<int>?[] _prefills = new DeviceBuffer<int>[device.IsSerial ? 1 : lanes];
    private readonly DeviceBuffer<int> _ofSteps = OfTextAlone(device, lanes);

    /// <summary>Where the image ends of a lane's next prefill are written.</summary>
    public Span<int> ImageEnds(int lane, int count)
    {
        var buffer = Prefill(lane);
        buffer.AwaitSent();
        return buffer.Host.Slice(prefillLimit, count);
    }

    /// <summary>Sends both inputs of a prefill and binds them. The caller disposes the result after the run.</summary>
    /// <param name="binding">The prefill's binding.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="first">Positions of the prefill's input that were computed by another run.</param>
    /// <param name="past">Positions that the lane holds.</param>
    /// <param name="count">Positions of this run.</param>
    public IDisposable BeginPrefill(OrtIoBinding binding, int lane, int first, int past, int count)
    {
        var buffer = Prefill(lane);
        var ends = prefillLimit + first;
        for (var i = 0; i < count; i++) buffer.Host[first + i] = past + i;
        buffer.Send(first, count);
        buffer.Send(ends, count);
        var bound = new Bound(buffer.View(first, count, 1, count), buffer.View(ends, count, 1, count));
        binding.BindInput("positions", bound.Positions);
        binding.BindInput("image_ends", bound.ImageEnds);
        return bound;
    }

    /// <summary>The image ends of decode steps, which compute text: <c>[count, 1]</c>.</summary>
    public OrtValue ViewOfSteps(int first, int count) => _ofSteps.View(first, count, count, 1);

    public void Dispose()
    {
        foreach (var buffer in _prefills) buffer?.Dispose();
        _ofSteps.Dispose();
    }

    private static DeviceBuffer<int> OfTextAlone(IDevice device, int lanes)
    {
        var buffer = device.Allocate<int>(lanes);
        buffer.Host[..lanes].Fill(OfText);
        buffer.Send(0, lanes);
        return buffer;
    }

    private DeviceBuffer<int> Prefill(int lane) => _prefills[device.IsSerial ? 0 : lane] ??= device.Allocate<int>(2 * prefillLimit);

    private sealed record Bound(OrtValue Positions, OrtValue ImageEnds) : IDisposable
    {
        public void Dispose()
        {
            Positions.Dispose();
            ImageEnds.Dispose();
        }
    }
}
