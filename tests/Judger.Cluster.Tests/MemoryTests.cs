using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Judger.Cluster.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests;

/// <summary>
/// A silo with the memory of a small container goes on whatever comes in. JUDGER_MEMORY_SOAK_MINUTES makes the soak longer; half an hour shows all.
/// </summary>
[Collection("clusters")]
public sealed class MemoryTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const string Variable = "JUDGER_MEMORY_SOAK_MINUTES";
    private const double UsualMinutes = 0.3;
    private const int Askers = 6;
    private const long Gibi = 1L << 30;

    private static readonly TimeSpan Mark = TimeSpan.FromSeconds(30);

    private readonly int _port = Ports.Take();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };
    private MemoryCage? _cage;
    private SiloProcess? _silo;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_files_of_forty_bytes_that_are_huge_pictures_are_answered_one_after_another_in_2_GiB()
    {
        await StartAsync(2 * Gibi);

        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => AskAsync(Bomb(5800, 5000, number), $"bomb-{number}")));
        using var huge = await AskAsync(Bomb(8192, 8192, 9), "huge");

        Assert.All(asked, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(HttpStatusCode.BadRequest, huge.StatusCode);
        Assert.Contains("8192 x 8192 pixels needs", await huge.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        AssertAlive(2 * Gibi);
    }

    [Fact]
    public async Task Eight_bodies_of_60_MB_are_read_or_refused_in_1_GiB()
    {
        await StartAsync(Gibi);
        var body = $"{{\"question\":\"What is it?\",\"image\":{{\"data\":\"{new string('A', 60 << 20)}\"}}}}";
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new("application/json");

        foreach (var path in new[] { "/v1/questions", "/v1/chat/completions" })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                using var response = await SendAsync(HttpMethod.Post, path, new ReadOnlyContent(content));
                return response.StatusCode;
            }));

            output.WriteLine($"{path}: {string.Join(' ', answers)}");

            // No picture has 45 MB; what finds no memory in time, or would never, is told so.
            Assert.All(answers, status => Assert.True(
                status is HttpStatusCode.BadRequest or HttpStatusCode.ServiceUnavailable or HttpStatusCode.RequestEntityTooLarge, status.ToString()));
        }

        using var asked = await AskAsync(Photo(0), "after");
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        AssertAlive(Gibi);
    }

    [Fact]
    public async Task Four_overlays_of_a_large_picture_are_drawn_in_1_GiB()
    {
        await StartAsync(Gibi);
        foreach (var number in Enumerable.Range(0, 4)) (await AskAsync(Bomb(4000, 4000, number), $"o{number}")).EnsureSuccessStatusCode();

        var sizes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async number =>
        {
            using var response = await SendAsync(HttpMethod.Get, $"/v1/questions/o{number}/overlay.png");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return (await response.Content.ReadAsByteArrayAsync(Token)).Length;
        }));

        Assert.All(sizes, size => Assert.InRange(size, 1000, 10_000_000));
        AssertAlive(Gibi);
    }

    [Fact]
    public async Task New_photos_all_the_time_stay_within_3_GiB()
    {
        var minutes = double.Parse(
            Environment.GetEnvironmentVariable(Variable) ?? UsualMinutes.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        await StartAsync(3 * Gibi);
        var (clock, asked, waits, next) = (Stopwatch.StartNew(), 0, 0, 0);
        using var over = new CancellationTokenSource();
        var watch = WatchAsync(clock, () => (asked, waits), over.Token);

        await Task.WhenAll(Enumerable.Range(0, Askers).Select(async _ =>
        {
            while (clock.Elapsed.TotalMinutes < minutes)
            {
                var number = Interlocked.Increment(ref next);
                using var response = await AskAsync(Photo(number), $"soak-{number}");
                if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                {
                    Interlocked.Increment(ref waits);
                    await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), Token);
                    continue;
                }

                Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
                Interlocked.Increment(ref asked);
                if (number % 5 != 0) continue;
                using var overlay = await SendAsync(HttpMethod.Get, $"/v1/questions/soak-{number}/overlay.png");
                Assert.True(
                    overlay.IsSuccessStatusCode || overlay.StatusCode == HttpStatusCode.ServiceUnavailable, await overlay.Content.ReadAsStringAsync(Token));
            }
        }));
        await over.CancelAsync();
        await watch;

        // One in ten seconds at least: a tenth of what two cores answer beside other work.
        Assert.InRange(asked, clock.Elapsed.TotalSeconds / 10, int.MaxValue);
        AssertAlive(3 * Gibi);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_silo is not null) await _silo.DisposeAsync();
        _cage?.Dispose();
    }

    private async Task StartAsync(long memory)
    {
        _cage = MemoryCage.Create(memory);
        _http.BaseAddress = new($"http://127.0.0.1:{_port}");
        _silo = new(
            new("caged", $"Http:Urls:0={_http.BaseAddress}", $"Slots:0:ModelFolder={TinyModel.EmbeddedModel.Folder}")
            {
                Cage = _cage,
            },
            []);
        await _silo.StartAsync();
    }

    private void AssertAlive(long limit)
    {
        Assert.True(_silo!.IsRunning, _silo.Errors);
        output.WriteLine($"peak {_cage!.Peak >> 20} of {limit >> 20} MB, now {_silo.Memory >> 20} MB");
        Assert.InRange(_cage.Peak, 1, limit - 1);
    }

    private async Task WatchAsync(Stopwatch clock, Func<(int Asked, int Waits)> count, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var (asked, waits) = count();
            output.WriteLine(FormattableString.Invariant(
                $"{clock.Elapsed.TotalSeconds,5:F0} s: {_silo!.Memory >> 20} MB, {asked} questions answered, {waits} told to wait"));
            await Task.Delay(Mark, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<HttpResponseMessage> AskAsync(byte[] image, string id) => SendAsync(
        HttpMethod.Post,
        "/v1/questions",
        JsonContent.Create(new { id, question = "What number is on the red circle?", policy = "never", image = new { data = image } }));

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null) =>
        _http.SendAsync(new(method, path) { Content = content }, HttpCompletionOption.ResponseHeadersRead, Token);

    // A lossless WebP of one colour, in which a pixel takes no bit; a chunk that readers pass over makes files differ.
    private static byte[] Bomb(int width, int height, int number)
    {
        byte[] stream = [0x2F, .. BitConverter.GetBytes((width - 1) | ((height - 1) << 14)), 0x88, 0x88, 0x88, .. new byte[12]];
        byte[] chunks = [.. "WEBPVP8L"u8, .. BitConverter.GetBytes(stream.Length), .. stream, .. "NUMB"u8, 4, 0, 0, 0, .. BitConverter.GetBytes(number)];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(chunks.Length), .. chunks];
    }

    // A photo of 6 megapixels; a comment makes files differ.
    private static byte[] Photo(int number) => [.. Jpeg.Value[..2], 0xFF, 0xFE, 0, 6, .. BitConverter.GetBytes(number), .. Jpeg.Value[2..]];

    private static readonly Lazy<byte[]> Jpeg = new(() =>
    {
        var image = new RgbImage(3000, 2000);
        var random = new Random(1);
        for (var at = 0; at < image.Pixels.Length; at++) image.Pixels[at] = (byte)((at / 9000) + random.Next(16));
        return ImageEncoder.Encode(image, PictureFormat.Jpeg);
    });

    /// <summary>The same bytes for several requests at once.</summary>
    private sealed class ReadOnlyContent : HttpContent
    {
        private readonly HttpContent _content;

        public ReadOnlyContent(HttpContent content)
        {
            _content = content;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _content.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength!.Value;
            return true;
        }
    }
}
