namespace Judger.Training.Model;

/// <summary>The classes that the dense head tells for each patch: colour and shape (class 0 is background) and, where a digit is, the digit.</summary>
internal static class DenseLabels
{
    public const int Colors = 1 + 8;
    public const int Shapes = 1 + 5;
    public const int Digits = 10;
    public const int Count = Colors + Shapes + Digits;

    /// <summary>Labels of one patch: colour, shape, digit.</summary>
    public const int PerPatch = 3;

    /// <summary>The label of a patch that says nothing, which cross-entropy leaves out.</summary>
    public const long Ignored = -100;
}
