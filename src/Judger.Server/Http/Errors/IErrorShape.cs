namespace Judger.Server.Http.Errors;

/// <summary>How an API writes its errors. As metadata of an endpoint it replaces <see cref="ProblemShape"/>, which is the default.</summary>
internal interface IErrorShape
{
    /// <summary>The media type of a response that is an error.</summary>
    string ContentType { get; }

    /// <summary>The type of what <see cref="Describe"/> makes.</summary>
    Type Schema { get; }

    /// <summary>An error as an object, ready to be written as JSON.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The stable error code.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    object Describe(int status, string code, string message);
}
