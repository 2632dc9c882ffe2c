using System.Security.Cryptography;
using Judger.Imaging;

namespace Judger.Grains.Images;

/// <summary>Keeps one image under its content address.</summary>
internal sealed class ImageGrain([PersistentState("image", StorageNames.Default)] IPersistentState<ImageState> state) : Grain, IImageGrain
{
    public async Task PutAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        if (state.State.Image is not null) return;
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (digest != this.GetPrimaryKeyString())
            throw new ImageRejectedException($"The image's bytes have digest {digest}, not {this.GetPrimaryKeyString()}; put them under their own digest.");
        try
        {
            var header = ImageDecoder.Identify(bytes);
            state.State.Image = new() { Bytes = bytes, Width = header.Width, Height = header.Height };
        }
        catch (ImageException exception)
        {
            throw new ImageRejectedException(exception.Message);
        }

        await state.WriteStateAsync(cancellationToken);
    }

    public Task<StoredImage?> GetAsync(CancellationToken cancellationToken) => Task.FromResult(state.State.Image);
}
