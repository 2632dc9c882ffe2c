namespace Judger.Export.Blocks;

/// <summary>The activation of a vision transformer.</summary>
internal enum GeluKind
{
    /// <summary>The exact GELU.</summary>
    Exact,

    /// <summary><c>x * sigmoid(1.702 x)</c>.</summary>
    Quick,

    /// <summary>The approximation with a hyperbolic tangent.</summary>
    Tanh,
}
