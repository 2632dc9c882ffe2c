namespace Judger.Server.Http.Chat;

/// <summary>The JSON types that an answer can be converted to.</summary>
internal enum AnswerType
{
    /// <summary>A text.</summary>
    String,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>True or false; answers say yes or no.</summary>
    Boolean,
}
