namespace Judger.Experts.OpenAI;

/// <summary>The form in which an expert is asked for its verdict.</summary>
public enum VerdictFormat
{
    /// <summary>JSON by a strict schema; words from the first time that the server refuses a schema.</summary>
    Auto,

    /// <summary>JSON by a strict schema; JSON without a schema from the first time that the server refuses <c>response_format</c> by name.</summary>
    Schema,

    /// <summary>Words, with the marker that JUDGER's generator asks for.</summary>
    Words,
}
