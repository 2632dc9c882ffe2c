using Judger.Imaging.Preprocessing;
using Judger.Inference.Contract;

namespace Judger.Inference.Vision;

/// <summary>An image on its way into a prompt.</summary>
/// <param name="Input">What is shown.</param>
/// <param name="Preprocessing">How it becomes tensors in this prompt.</param>
/// <param name="Layout">Its tensors and tokens.</param>
internal sealed record PlannedImage(ImageInput Input, ImagePreprocessing Preprocessing, ImageLayout Layout)
{
    /// <summary>Writes its tensors <c>[tensors, 3, size, size]</c>, or its patches <c>[patches, numbers of a patch]</c> where it keeps its own size.</summary>
    public float[] ToTensors()
    {
        var tensors = new float[Preprocessing.ValueCount(Input.Region.Size)];
        Input.WriteTensors(Preprocessing, tensors);
        return tensors;
    }
}
