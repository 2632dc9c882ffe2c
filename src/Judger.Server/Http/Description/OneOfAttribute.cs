namespace Judger.Server.Http.Description;

/// <summary>Describes a member that has a value of one of several types.</summary>
/// <param name="types">The types.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute(params Type[] types) : Attribute
{
    /// <summary>The types.</summary>
    public IReadOnlyList<Type> Types { get; } = types;
}
