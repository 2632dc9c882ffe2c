namespace Judger.Grains.Slots;

/// <summary>What a slot's model does for questions.</summary>
[Flags]
public enum ModelRole
{
    None = 0,

    /// <summary>Stage I answers.</summary>
    Baseline = 1,

    /// <summary>Relative attention and the box.</summary>
    Cropper = 2,

    /// <summary>Answers from image and crop, with judgments; self judgment.</summary>
    JudgedAnswer = 4,

    All = Baseline | Cropper | JudgedAnswer,
}
