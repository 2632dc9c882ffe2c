namespace Judger.Experts;

/// <summary>How an expert is asked to state its verdict.</summary>
public enum VerdictFormat
{
    /// <summary>By a strict JSON schema; in words once the server has refused that.</summary>
    Auto,

    /// <summary>By a strict JSON schema.</summary>
    Schema,

    /// <summary>In words, with the marker that JUDGER's generator asks for.</summary>
    Words,
}
