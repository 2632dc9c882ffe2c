namespace Judger.Core.Cropping;

/// <summary>How patch-grid positions become image pixels.</summary>
public enum CropMode
{
    /// <summary>Through the preprocessing geometry, so that the box lies where the model looked. The default.</summary>
    Aligned,

    /// <summary>
    /// As the reference code (saccharomycetes/mllms_know): the grid is taken to span the whole image, which shifts boxes on images that
    /// were centre-cropped or padded. NaN and infinity count as numpy would count them.
    /// </summary>
    Compat,
}
