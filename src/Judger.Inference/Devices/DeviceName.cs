using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Judger.Inference.Errors;

namespace Judger.Inference.Devices;

/// <summary>The name of a device: <c>cpu:0</c>, <c>cuda:N</c> or <c>simulated:N</c>. The only place that reads such names.</summary>
/// <param name="Kind">What the device is.</param>
/// <param name="Index">Its number among the devices of its kind, from 0.</param>
public readonly record struct DeviceName(DeviceKind Kind, int Index)
{
    /// <summary>The processor: <c>cpu:0</c>. There is no other device of its kind.</summary>
    public static DeviceName Cpu { get; }

    private string Prefix => Kind switch
    {
        DeviceKind.Cuda => "cuda:",
        DeviceKind.Simulated => "simulated:",
        _ => "cpu:",
    };

    /// <summary>Reads a name.</summary>
    /// <exception cref="DeviceUnavailableException">It does not name a device; the message says what does.</exception>
    public static DeviceName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var name) ? name : throw new DeviceUnavailableException($"There is no device '{text}': use {Cpu}, or cuda:N for a GPU.");
    }

    /// <summary>Reads a name. False when it does not name a device.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeviceName name)
    {
        foreach (var kind in new[] { DeviceKind.Cpu, DeviceKind.Cuda, DeviceKind.Simulated })
        {
            name = new(kind, 0);
            if (text?.StartsWith(name.Prefix, StringComparison.Ordinal) != true) continue;

            // A simulated device may be called anything behind its kind; its number means nothing.
            var isNumber = int.TryParse(text.AsSpan(name.Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index);
            if (!isNumber && kind != DeviceKind.Simulated) return false;
            name = new(kind, index);
            return kind != DeviceKind.Cpu || index == 0;
        }

        name = default;
        return false;
    }

    /// <summary>Whether a name is one of a GPU.</summary>
    internal static bool IsCuda(string text) => TryParse(text, out var name) && name.Kind == DeviceKind.Cuda;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Index}");
}
