namespace Judger.Protocol.Errors;

/// <summary>One kind of error as it crosses HTTP.</summary>
/// <param name="Code">Its stable name on the wire, in snake_case.</param>
/// <param name="Status">The HTTP status that the server answers with.</param>
/// <param name="Exception">The exception that the client throws.</param>
/// <param name="IsTransient">True when the same request may succeed later without any change.</param>
/// <param name="Create">Makes the exception from the server's message and, where the server sent one, its Retry-After.</param>
public sealed record ErrorKind(string Code, int Status, Type Exception, bool IsTransient, Func<string, TimeSpan?, JudgerException> Create);
