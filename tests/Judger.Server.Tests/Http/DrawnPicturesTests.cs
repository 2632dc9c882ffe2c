using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Http.Questions;

namespace Judger.Server.Tests.Http;

/// <summary>Pictures that are kept.</summary>
public sealed class DrawnPicturesTests
{
    private static readonly byte[] Image = ImageEncoder.EncodePng(new RgbImage(8, 6));

    private int _fetches;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_is_fetched_once_for_a_picture_that_is_kept()
    {
        using var pictures = new DrawnPictures(DecodeBudget.OfProcess(new()), 1 << 20);

        var all = await Task.WhenAll(GetAsync(pictures), GetAsync(pictures));
        var again = await GetAsync(pictures);

        Assert.All(all, picture => Assert.Equal(again.Bytes, picture.Bytes));
        Assert.Equal(1, _fetches);
    }

    [Fact]
    public async Task An_image_that_is_gone_is_asked_for_again_the_next_time()
    {
        using var pictures = new DrawnPictures(DecodeBudget.OfProcess(new()), 1 << 20);

        await Assert.ThrowsAsync<ImageMissingException>(() => GetAsync(pictures, _ => throw new ImageMissingException("It is gone.")));

        Assert.Equal(Image.Length, (await GetAsync(pictures)).Bytes.Length);
    }

    private Task<DrawnPicture> GetAsync(DrawnPictures pictures, Func<CancellationToken, Task<byte[]>>? fetch = null) =>
        pictures.GetAsync(ImageDigest.Of(Image), fetch ?? FetchAsync, "image", image => image, [PictureFormat.Png], Token);

    private async Task<byte[]> FetchAsync(CancellationToken cancellationToken)
    {
        _fetches++;
        await Task.Yield();
        return Image;
    }
}
