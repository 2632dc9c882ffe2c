namespace Judger.Testing.Routing;

/// <summary>What a device keeps of images and crops.</summary>
internal sealed class DeviceCaches(DeviceModel model)
{
    public LruSet Prefixes { get; } = new(model.PrefixCache);

    public LruSet Encoded { get; } = new(model.VisionCache);

    public LruSet Rows { get; } = new(model.RowCache);

    /// <summary>One for all devices that forgets nothing: what no routing can surpass.</summary>
    public static DeviceCaches Perfect(DeviceModel model) =>
        new(model with { PrefixCache = int.MaxValue, VisionCache = int.MaxValue, RowCache = int.MaxValue });
}
