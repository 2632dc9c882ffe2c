namespace Judger.Benchmarks.Peers;

/// <summary>The pictures that are encoded: random pixels of the encoder's size, so that no engine has to resize them.</summary>
internal static class PeerPictures
{
    /// <summary>How many there are: a whole image and a crop.</summary>
    public const int Count = 2;

    /// <summary>The pixels <c>[side, side, 3]</c> of a picture.</summary>
    public static byte[] Pixels(int picture, int side)
    {
        var pixels = new byte[side * side * 3];
        new Random(picture).NextBytes(pixels);
        return pixels;
    }
}
