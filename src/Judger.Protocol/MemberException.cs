using System.Text.Json;

namespace Judger.Protocol;

/// <summary>A member whose value is of the right kind and cannot be read all the same. <see cref="JsonMismatch"/> tells the caller.</summary>
/// <param name="problem">What is wrong, and the remedy: a sentence that begins with the member's name, without it.</param>
internal sealed class MemberException(string problem) : JsonException($"The value {problem}")
{
    public string Problem => problem;
}
