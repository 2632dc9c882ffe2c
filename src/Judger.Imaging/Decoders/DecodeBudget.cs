using Judger.Imaging.Errors;
using Judger.Imaging.Memory;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders;

/// <summary>
/// Decodes images within a budget of memory that all decodes of a process share. What an image costs is known from its header; what does not fit beside the
/// others waits for its turn.
/// </summary>
/// <param name="memory">The budget.</param>
/// <param name="options">How images are decoded; the budget's size is a limit of each of them.</param>
public sealed class DecodeBudget(MemoryBudget memory, ImageDecodeOptions options)
{
    /// <summary>The most decodes that wait.</summary>
    public const int MaxWaiting = 256;

    /// <summary>The budget.</summary>
    public MemoryBudget Memory => memory;

    /// <summary>How images are decoded. One that needs more memory than the whole budget is refused.</summary>
    public ImageDecodeOptions Options { get; } = options with { MaxMemory = Math.Min(options.MaxMemory, memory.Capacity) };

    /// <summary>A budget of a quarter of the memory that the process may use.</summary>
    public static DecodeBudget OfProcess(ImageDecodeOptions options) => new(new("decoding images", ProcessMemory.Limit / 4, MaxWaiting), options);

    /// <summary>Decodes an image, and keeps its part of the budget for as long as its pixels live.</summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="cancellationToken">Ends the wait; a decode that has begun is finished.</param>
    /// <returns>The pixels, and the memory that they take: to be disposed when they are not used any more.</returns>
    /// <exception cref="ImageException">The image cannot be decoded, or needs more memory than the whole budget.</exception>
    /// <exception cref="MemoryExhaustedException">Too many decodes wait.</exception>
    public async Task<(RgbImage Image, MemoryReservation Memory)> DecodeAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var (_, peak) = ImageDecoder.Measure(bytes, Options);
        var reserved = await memory.ReserveAsync(peak, cancellationToken: cancellationToken);
        try
        {
            var image = await Task.Run(() => ImageDecoder.Decode(bytes, Options), CancellationToken.None);
            reserved.ShrinkTo(image.Pixels.Length);
            return (image, reserved);
        }
        catch
        {
            reserved.Dispose();
            throw;
        }
    }

    /// <summary>Decodes an image, makes something of it, and lets its pixels go.</summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="beside">The bytes that are needed beside the pixels when they are there.</param>
    /// <param name="use">What is made of it. It must not keep the pixels.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ImageException">The image cannot be decoded, or needs more memory than the whole budget.</exception>
    /// <exception cref="MemoryExhaustedException">Too many decodes wait.</exception>
    public async Task<T> UseAsync<T>(byte[] bytes, long beside, Func<RgbImage, T> use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(use);
        ArgumentOutOfRangeException.ThrowIfNegative(beside);
        var (header, peak) = ImageDecoder.Measure(bytes, Options);
        var size = header.Size;

        // The decoder's own memory is free again before the rest is needed.
        var needed = Math.Max(peak, (size.Area * RgbImage.Channels) + beside);
        if (needed > Options.MaxMemory) throw ImageTooLargeException.Memory(size, needed, Options.MaxMemory);
        using var reserved = await memory.ReserveAsync(needed, cancellationToken: cancellationToken);
        return await Task.Run(() => use(ImageDecoder.Decode(bytes, Options)), CancellationToken.None);
    }
}
