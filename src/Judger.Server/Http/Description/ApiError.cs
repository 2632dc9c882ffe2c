namespace Judger.Server.Http.Description;

/// <summary>An error that an endpoint answers with.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Example">A message, as a caller reads it.</param>
/// <param name="Parameter">The parameter that the message is about, in OpenAI's form; null for none.</param>
internal sealed record ApiError(int Status, string Code, string Example, string? Parameter = null);
