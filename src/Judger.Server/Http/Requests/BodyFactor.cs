namespace Judger.Server.Http.Requests;

/// <summary>Metadata of an endpoint that makes more of a body than most: how many bytes of memory each of its bytes takes.</summary>
/// <param name="Value">The multiple, the body itself included.</param>
internal sealed record BodyFactor(int Value)
{
    /// <summary>Images may come as texts of two bytes a character, and are there as the bytes that they stand for, too.</summary>
    public static readonly BodyFactor DataUrls = new(4);
}
