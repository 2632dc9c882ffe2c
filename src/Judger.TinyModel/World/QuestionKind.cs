namespace Judger.TinyModel.World;

/// <summary>What a question asks for.</summary>
public enum QuestionKind
{
    /// <summary>The digit on an object: too small to read at the model's input resolution.</summary>
    Fine,

    /// <summary>The colour of a shape or the shape of a colour: visible in the whole image.</summary>
    Coarse,

    /// <summary>Whether an object is there; half of the time it is not.</summary>
    YesNo,
}
