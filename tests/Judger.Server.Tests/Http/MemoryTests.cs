using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Judger.Grains.Images;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Memory;
using Judger.Imaging.Pixels;
using Judger.Inference.Contract;
using Judger.Server.Configuration;
using Judger.Server.Http.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Tests.Http;

/// <summary>What comes in waits for memory and is refused in the end; the process never takes more than it may.</summary>
public sealed class MemoryTests
{
    private const int Side = 1200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Images_that_fit_one_at_a_time_are_all_answered_and_drawn()
    {
        var images = Enumerable.Range(0, 6).Select(Photo).ToArray();
        var cost = images.Max(image => ImageDecoder.Measure(image).PeakMemory) + (15L * Side * Side);
        await using var silo = await HttpSilo.StartAsync(options => options.Memory.DecodingBytes = cost);
        var budget = silo.Services.GetRequiredService<DecodeBudget>().Memory;

        var records = await Task.WhenAll(images.Select(async (image, number) =>
            await (await silo.PostAsync(silo.Question(("id", $"m{number}"), ("image", new { data = image })))).JsonAsync()));
        var pictures = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => PictureAsync(silo, $"m{number}")));

        Assert.Equal(6, records.Length);
        Assert.All(pictures, picture => Assert.Equal(new(ImageFormat.Png, Side, Side), ImageDecoder.Identify(picture)));
        Assert.InRange(budget.Used, 0, 3L * Side * Side * 6);
        Assert.Equal((0, 0L, cost), (budget.Waiting, budget.Refusals, budget.Capacity));

        // Each once, and once more where its pixels had to make room before the crop was taken.
        Assert.InRange(silo.Services.GetRequiredService<DecodedImages>().Decodes, 6, 12);
    }

    [Fact]
    public async Task A_picture_that_was_drawn_is_not_drawn_again()
    {
        await using var silo = await HttpSilo.StartAsync();
        await (await silo.PostAsync(silo.Question(("id", "p"), ("image", new { data = Photo(1) })))).JsonAsync();
        var first = await PictureAsync(silo, "p");
        var budget = silo.Services.GetRequiredService<DecodeBudget>().Memory;

        // Nobody decodes any more.
        using var all = await budget.ReserveAsync(budget.Capacity, cancellationToken: Token);
        Assert.Equal(first, await PictureAsync(silo, "p"));
    }

    [Fact]
    public async Task An_image_that_needs_more_memory_than_there_is_for_all_is_refused_when_it_comes_in()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Memory.DecodingBytes = 4 << 20);

        var refused = await (await silo.PostAsync(silo.Question(("image", new { data = Photo(1) })))).JsonAsync(400);

        Assert.Equal("image_rejected", refused.GetProperty("code").GetString());
        Assert.Contains($"The image of {Side} x {Side} pixels needs", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_queue_of_decodes_is_told_when_to_ask_again()
    {
        await using var silo = await HttpSilo.StartAsync();
        await (await silo.PostAsync(silo.Question(("id", "p"), ("image", new { data = Photo(1) })))).JsonAsync();
        var budget = silo.Services.GetRequiredService<DecodeBudget>().Memory;
        using var all = await budget.ReserveAsync(budget.Capacity, cancellationToken: Token);
        using var over = new CancellationTokenSource();
        var queue = Enumerable.Range(0, DecodeBudget.MaxWaiting).Select(_ => budget.ReserveAsync(1, cancellationToken: over.Token).AsTask()).ToArray();

        using var refused = await silo.SendAsync(HttpMethod.Get, "/v1/questions/p/overlay.png");
        var asked = await silo.PostAsync(silo.Question(("image", new { data = Photo(2) })));
        await over.CancelAsync();

        Assert.Equal("memory_exhausted", await refused.ProblemAsync(503));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("overloaded", await asked.ProblemAsync(429));
        Assert.Equal(TimeSpan.FromSeconds(1), asked.Headers.RetryAfter?.Delta);
        await Task.WhenAll(queue).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bodies_share_their_memory_and_one_that_finds_none_is_told_when_to_send_it_again(bool isLengthKnown)
    {
        await using var silo = await HttpSilo.StartAsync(Small);
        var budget = silo.Services.GetRequiredService<BodyBudget>().Large;
        var (first, second) = (Noise(1), Noise(2));
        using var slow = new HeldContent(first, isLengthKnown);
        var uploading = PutAsync(silo, first, slow);
        await slow.Half;
        await Poll.UntilAsync(() => budget.Used >= 3 << 20, "three quarters are there");

        using var refused = await PutAsync(silo, second, new ByteArrayContent(second));
        var asked = await silo.PostAsync(silo.Question());
        slow.GoOn();

        Assert.Equal("memory_exhausted", await refused.ProblemAsync(503));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        await asked.JsonAsync();
        Assert.Equal(204, (int)(await uploading).StatusCode);
        Assert.Equal(204, (int)(await PutAsync(silo, second, new ByteArrayContent(second))).StatusCode);
        await Poll.UntilAsync(() => budget.Used == 0, "all memory is given back");
    }

    [Fact]
    public async Task A_body_that_would_never_fit_is_too_large()
    {
        await using var silo = await HttpSilo.StartAsync(Small);
        var text = new string('A', 5 << 20);

        var known = await silo.SendAsync(
            HttpMethod.Post, "/v1/questions", new StringContent($"{{\"x\":\"{text}\"}}", MediaTypeHeaderValue.Parse("application/json")));
        var chunked = await silo.PostAsync(new { x = text });

        foreach (var response in new[] { known, chunked })
        {
            var problem = await response.JsonAsync(413);
            Assert.Equal("body_too_large", problem.GetProperty("code").GetString());
            Assert.Contains(" bytes or more, and this server has memory for 1,966,080.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_is_read_without_files()
    {
        await using var silo = await HttpSilo.StartAsync();
        var before = Directory.GetFiles(Path.GetTempPath(), "ASPNETCORE_*").Length;
        var image = Noise(1);
        using var slow = new HeldContent(image, isLengthKnown: false);
        slow.Headers.ContentDisposition = new("form-data") { Name = "image", FileName = "image.png" };
        var asking = silo.SendAsync(
            HttpMethod.Post, "/v1/questions", new MultipartFormDataContent { slow, { new StringContent("What is it?"), "question" } });
        await slow.Half;

        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "ASPNETCORE_*").Length);
        slow.GoOn();
        await (await asking).JsonAsync();
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(100, 100)]
    [InlineData(0, 0)]
    [InlineData(0, null)]
    [InlineData(300_000, 300_000)]
    [InlineData(300_000, null)]
    [InlineData(300_000, 200_000)]
    [InlineData(200_000, 300_000)]
    public async Task A_body_is_read_whole_whatever_length_it_announces(int count, int? announced)
    {
        var bytes = RandomNumberGenerator.GetBytes(count);

        Assert.Equal(bytes, await BoundedBody.ReadAsync(new MemoryStream(bytes), announced, 300_000, TooLarge, Token));
        if (count > 0)
            await Assert.ThrowsAsync<InvalidDataException>(() => BoundedBody.ReadAsync(new MemoryStream(bytes), null, count - 1, TooLarge, Token));

        static InvalidDataException TooLarge(long length) => new(length.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Shares_follow_from_the_limit_and_the_limit_from_the_process()
    {
        var memory = new MemoryOptions { Limit = 4L << 28 };

        Assert.Empty(memory.Errors());
        Assert.Equal(
            (192L << 20, 192L << 20, 96L << 20, 48L << 20, 12L << 20),
            (memory.Decoding, memory.Bodies, memory.ImageStorage, memory.QuestionStorage, memory.Pictures));
        Assert.Equal(ProcessMemory.Limit / 4, new MemoryOptions().Decoding);
        Assert.Equal(
            [
                "Memory:Limit is 4; give at least 268435456.",
                "Memory:BodyTimeout is 01:00:00; give zero to 00:01:00.",
            ],
            new MemoryOptions { Limit = 4, DecodingBytes = 5, BodyBytes = 6, BodyTimeout = TimeSpan.FromHours(1) }.Errors());
        Assert.Equal(
            [
                "Memory:DecodingBytes is 201326593; give 1 to 201326592, the memory that there is.",
                "Memory:BodyBytes is 6; give 8388608 to 201326592, the memory that there is.",
            ],
            new MemoryOptions { Limit = 256 << 20, DecodingBytes = (192 << 20) + 1, BodyBytes = 6 }.Errors());
    }

    [Fact]
    public void Caches_of_engines_are_smaller_in_small_containers_unless_they_are_set()
    {
        var memory = new MemoryOptions { Limit = 1L << 30 };
        var usual = new EngineOptions();

        Assert.Equal((48L << 20, 24L << 20), Caches(memory.Fit(new() { Device = "cpu:0" }, 2)));
        Assert.Equal((usual.PrefixCacheBytes, 24L << 20), Caches(memory.Fit(new() { Device = "cuda:1" }, 2)));
        Assert.Equal((1L << 40, 7), Caches(memory.Fit(new() { Engine = new() { PrefixCacheBytes = 1L << 40, VisionCacheBytes = 7 } }, 2)));
        Assert.Equal(Caches(usual), Caches(new MemoryOptions { Limit = 64L << 30 }.Fit(new(), 2)));

        static (long, long) Caches(EngineOptions options) => (options.PrefixCacheBytes, options.VisionCacheBytes);
    }

    private static void Small(JudgerOptions options) =>
        (options.Memory.BodyBytes, options.Memory.BodyTimeout) = (8 << 20, TimeSpan.FromMilliseconds(200));

    // One colour: small files of large pictures.
    private static byte[] Photo(int number)
    {
        var image = new RgbImage(Side, Side);
        Array.Fill(image.Pixels, (byte)(40 * number));
        return ImageEncoder.EncodePng(image);
    }

    // Two and a half megabytes, twice of which is all that there is.
    private static byte[] Noise(int seed)
    {
        var image = new RgbImage(1000, 830);
        new Random(seed).NextBytes(image.Pixels);
        return ImageEncoder.EncodePng(image);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpSilo silo, byte[] image, HttpContent content) =>
        silo.SendAsync(HttpMethod.Put, $"/v1/images/{Convert.ToHexStringLower(SHA256.HashData(image))}", content);

    private static async Task<byte[]> PictureAsync(HttpSilo silo, string id)
    {
        using var response = await silo.SendAsync(HttpMethod.Get, $"/v1/questions/{id}/overlay.png");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        return await response.Content.ReadAsByteArrayAsync(Token);
    }

    /// <summary>Sends three quarters of its bytes, and the rest when it is told to.</summary>
    private sealed class HeldContent(byte[] bytes, bool isLengthKnown) : HttpContent
    {
        private readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Half => _half.Task;

        public void GoOn() => _goOn.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var part = bytes.Length / 4 * 3;
            await stream.WriteAsync(bytes.AsMemory(0, part));
            await stream.FlushAsync();
            _half.SetResult();
            await _goOn.Task;
            await stream.WriteAsync(bytes.AsMemory(part));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return isLengthKnown;
        }
    }
}
