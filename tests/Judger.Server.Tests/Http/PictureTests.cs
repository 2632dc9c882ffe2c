using System.Text;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Http.Questions;
using Microsoft.Net.Http.Headers;

namespace Judger.Server.Tests.Http;

/// <summary>Formats of the pictures that come back, and of the images that are sent.</summary>
public sealed class PictureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "Png")]
    [InlineData("*/*", "Png WebP Jpeg")]
    [InlineData("image/*", "Png WebP Jpeg")]
    [InlineData("image/jpeg", "Jpeg")]
    [InlineData("IMAGE/WebP", "WebP")]
    [InlineData("image/webp;q=0.9, image/jpeg;q=0.5, image/png;q=0.7", "WebP Png Jpeg")]
    [InlineData("image/jpeg;q=0.5, */*;q=0.1", "Jpeg Png WebP")]
    [InlineData("image/jpeg;q=0, image/*", "Png WebP")]
    [InlineData("image/png;q=0, image/webp;q=0.001", "WebP")]
    [InlineData("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "Png WebP Jpeg")]
    [InlineData("image/avif, image/webp, */*;q=0.8", "WebP Png Jpeg")]
    [InlineData("application/json", "")]
    [InlineData("image/png;q=0", "")]
    public void Formats_are_chosen_by_the_quality_that_the_most_specific_range_gives(string header, string expected)
    {
        var accept = header.Length == 0 ? [] : MediaTypeHeaderValue.ParseList([header]);

        var formats = AcceptedPictures.InOrder(accept);

        // PNG ends the list of a client that accepts nothing that there is.
        Assert.Equal(PictureFormat.Png, formats[^1]);
        Assert.Equal(expected, string.Join(' ', header.Length == 0 ? formats : formats.SkipLast(1)));
    }

    [Fact]
    public async Task Pictures_come_in_the_format_that_is_accepted()
    {
        await using var silo = await HttpSilo.StartAsync();
        await (await silo.PostAsync(silo.Question(("id", "p")))).JsonAsync();

        foreach (var picture in (string[])["image.png", "overlay.png", "crop.png"])
        {
            var png = await PictureAsync(silo, $"/v1/questions/p/{picture}", null);
            Assert.Equal("image/png", png.MediaType);
            var size = ImageDecoder.Identify(png.Bytes);
            foreach (var (accept, mediaType, format) in (
                (string, string, ImageFormat)[])
                [
                    ("image/webp", "image/webp", ImageFormat.WebP),
                    ("image/png;q=0.2, image/jpeg;q=0.8", "image/jpeg", ImageFormat.Jpeg),
                    ("text/html", "image/png", ImageFormat.Png),
                ])
            {
                var (bytes, type, vary) = await PictureAsync(silo, $"/v1/questions/p/{picture}", accept);

                Assert.Equal((mediaType, "Accept"), (type, vary));
                Assert.Equal(size with { Format = format }, ImageDecoder.Identify(bytes));
            }
        }
    }

    [Fact]
    public async Task Each_image_of_a_question_can_be_had_by_its_index()
    {
        await using var silo = await HttpSilo.StartAsync();
        byte[][] images = [ImageEncoder.EncodePng(new(8, 4)), ImageEncoder.EncodePng(new(16, 4))];
        await (await silo.PostAsync(silo.Question(
            ("id", "several"), ("image", new { data = images[0] }), ("other_images", new[] { new { data = images[1] } }), ("attended", 1)))).JsonAsync();

        foreach (var (query, width) in new[] { ("", 16), ("?index=0", 8), ("?index=1", 16) })
            Assert.Equal(width, ImageDecoder.Identify((await PictureAsync(silo, $"/v1/questions/several/image.png{query}", null)).Bytes).Width);
        foreach (var index in new[] { "2", "-1", "1.5", "one", "", "99999999999" })
        {
            var problem = await (await silo.SendAsync(HttpMethod.Get, $"/v1/questions/several/image.png?index={index}")).JsonAsync(400);
            Assert.Equal(
                $"index is \"{index}\". Give the index of one of the question's images (2), counted from 0.", problem.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task A_transparent_image_is_shown_as_the_model_sees_it()
    {
        // One transparent pixel, of black.
        var tga = Tga(new byte[4]);
        await using var white = await HttpSilo.StartAsync();
        await using var black = await HttpSilo.StartAsync(options => options.Images.Background = "black");

        foreach (var (silo, level) in ((HttpSilo, byte)[])[(white, 255), (black, 0)])
        {
            await (await silo.PostAsync(silo.Question(("id", "t"), ("image", new { data = tga })))).JsonAsync();
            var (bytes, _, _) = await PictureAsync(silo, "/v1/questions/t/image.png", null);
            Assert.Equal([level, level, level], ImageDecoder.Decode(bytes).Pixels);
        }
    }

    [Fact]
    public async Task An_image_above_the_configured_limit_is_refused_or_shrunk()
    {
        var jpeg = ImageEncoder.Encode(new RgbImage(64, 48), PictureFormat.Jpeg);
        await using var strict = await HttpSilo.StartAsync(options => options.Images.MaxPixels = 1000);
        await using var lenient = await HttpSilo.StartAsync(options => (options.Images.MaxPixels, options.Images.ShrinkJpegs) = (1000, true));

        var refused = await (await strict.PostAsync(strict.Question(("image", new { data = jpeg })))).JsonAsync(400);
        await (await lenient.PostAsync(lenient.Question(("id", "s"), ("image", new { data = jpeg })))).JsonAsync();

        Assert.Contains("64 x 48 pixels, more than the limit", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var (bytes, _, _) = await PictureAsync(lenient, "/v1/questions/s/image.png", null);
        Assert.Equal(new ImageHeader(ImageFormat.Png, 32, 24), ImageDecoder.Identify(bytes));
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "an SVG drawing")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "a HEIC photo")]
    [InlineData("%PDF-1.7", "a PDF document")]
    public async Task A_format_that_is_not_decoded_is_named(string content, string name)
    {
        await using var silo = await HttpSilo.StartAsync();

        var problem = await (await silo.PostAsync(silo.Question(("image", new { data = Encoding.Latin1.GetBytes(content) })))).JsonAsync(400);

        Assert.Equal("image_rejected", problem.GetProperty("code").GetString());
        Assert.Equal($"The image is {name}, which is not supported; save it as JPEG or PNG.", problem.GetProperty("detail").GetString());
    }

    private static async Task<(byte[] Bytes, string? MediaType, string Vary)> PictureAsync(HttpSilo silo, string path, string? accept)
    {
        using var response = await silo.SendAsync(
            HttpMethod.Get, path, headers: headers => _ = accept is null || headers.TryAddWithoutValidation("Accept", accept));
        Assert.Equal(200, (int)response.StatusCode);
        return (await response.Content.ReadAsByteArrayAsync(Token), response.Content.Headers.ContentType?.MediaType, string.Join(", ", response.Headers.Vary));
    }

    private static byte[] Tga(byte[] bgra) => [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 32, 8, .. bgra];
}
