using System.Security.Cryptography;
using System.Text;
using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Images;

/// <summary>Images under their content address.</summary>
public sealed class ImageTests(JudgerSilo silo)
{
    [Fact]
    public async Task An_image_is_kept_as_it_was_put()
    {
        var bytes = silo.NewImage();

        var digest = await silo.Client.PutImageAsync(bytes, TestContext.Current.CancellationToken);
        await silo.Client.PutImageAsync(bytes, TestContext.Current.CancellationToken);

        var stored = await silo.Grains.GetGrain<IImageGrain>(digest.ToString()).GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), digest.ToString());
        Assert.Equal(bytes, stored!.Bytes);
        Assert.Equal((192, 192), (stored.Width, stored.Height));
    }

    [Fact]
    public async Task An_image_that_was_never_put_is_unknown() =>
        Assert.Null(await silo.Grains.GetGrain<IImageGrain>(new string('0', 64)).GetAsync(TestContext.Current.CancellationToken));

    [Fact]
    public async Task Bytes_that_are_no_image_are_rejected()
    {
        var rejected = await Assert.ThrowsAsync<ImageRejectedException>(
            () => silo.Client.PutImageAsync(Encoding.UTF8.GetBytes("This is a letter, not a picture."), TestContext.Current.CancellationToken));

        Assert.Equal("image_rejected", rejected.Code);
        Assert.Contains("save it as JPEG or PNG", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_bytes_and_too_many_bytes_are_rejected_before_they_travel()
    {
        var empty = await Assert.ThrowsAsync<ImageRejectedException>(() => silo.Client.PutImageAsync([], TestContext.Current.CancellationToken));
        var large = await Assert.ThrowsAsync<ImageRejectedException>(
            () => silo.Client.PutImageAsync(new byte[QuestionLimits.MaxImageBytes + 1], TestContext.Current.CancellationToken));

        Assert.Equal("The image is empty. Give a JPEG, PNG or WebP file.", empty.Message);
        Assert.Contains("the limit is 20,971,520", large.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_under_a_digest_that_is_not_theirs_are_rejected_and_the_address_stays_free()
    {
        var (bytes, other) = (silo.NewImage(), silo.NewImage());
        var grain = silo.Grains.GetGrain<IImageGrain>(Convert.ToHexStringLower(SHA256.HashData(bytes)));

        var rejected = await Assert.ThrowsAsync<ImageRejectedException>(() => grain.PutAsync(other, TestContext.Current.CancellationToken));
        await grain.PutAsync(bytes, TestContext.Current.CancellationToken);

        Assert.Contains("put them under their own digest", rejected.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, (await grain.GetAsync(TestContext.Current.CancellationToken))!.Bytes);
    }

    [Fact]
    public async Task An_image_that_ends_in_the_middle_of_its_pixels_is_rejected_when_it_is_asked_about()
    {
        var digest = await silo.Client.PutImageAsync(silo.NewImage()[..^40], TestContext.Current.CancellationToken);

        var rejected = await Assert.ThrowsAsync<ImageRejectedException>(() => silo.AskAsync(silo.Prepare(digest, new())));

        Assert.StartsWith("The PNG image is damaged or incomplete", rejected.Message, StringComparison.Ordinal);
    }
}
