namespace Judger.Server.Http.Requests;

/// <summary>Which fields a form has.</summary>
/// <param name="File">The field that is a file.</param>
/// <param name="MostBytes">The most bytes of the file.</param>
/// <param name="TooLarge">Makes the error for a file that has this many bytes or more.</param>
/// <param name="Texts">The fields that are texts, each with the most bytes of it.</param>
internal sealed record FormShape(string File, long MostBytes, Func<long, Exception> TooLarge, IReadOnlyDictionary<string, long> Texts);
