namespace Judger.Testing.Routing;

/// <summary>A way to choose devices, with what one node knows of them.</summary>
internal interface IStrategy
{
    /// <summary>The device for a stage.</summary>
    /// <param name="digest">The image's digest.</param>
    /// <param name="previous">The device of the question's previous stage, or -1.</param>
    int Choose(ImageDigest digest, int previous);

    /// <summary>The device for a question that one has declined.</summary>
    int ChooseInstead(ImageDigest digest, int declined) => Choose(digest, -1);

    /// <summary>What a device may have to take the question that was chosen for last; see <see cref="Grains.Slots.BoundedLoad.Admits"/>.</summary>
    double Share => double.PositiveInfinity;

    /// <summary>Notes that work is sent; what is returned is disposed when it is back.</summary>
    IDisposable? Enter(int device) => null;

    /// <summary>Notes what a device said with an answer.</summary>
    void Report(int device, SlotLoad load)
    {
    }
}
