using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Judger.Server.Http.Description;

/// <summary>
/// The text of a type's own documentation as callers of the API read it. The generator writes references as .NET does
/// (<c>bool AnswerOptions.TokenProbabilities</c>); callers know members by their names in JSON.
/// </summary>
internal static partial class DescriptionText
{
    private static readonly Assembly[] Types = [typeof(QuestionJson).Assembly, typeof(AskRequest).Assembly, typeof(DescriptionText).Assembly];

    /// <summary>The text on one line, with names as in JSON.</summary>
    public static string Plain(string text) => Reference().Replace(
        WebUtility.HtmlDecode(text).ReplaceLineEndings(" "), match => $"`{Name(match.Groups["owner"].Value, match.Groups["member"].Value)}`");

    private static string Name(string owner, string member)
    {
        var type = Types.SelectMany(assembly => assembly.GetTypes()).FirstOrDefault(known => known.Name == owner);
        return type?.GetProperty(member)?.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
    }

    // The type of the member stands before it, but for values of enumerations.
    [GeneratedRegex(
        @"\b(?:(?:bool|int|long|double|string|object|[A-Z][A-Za-z]+(?:<[^>]+>)?)(?:\[\])*\?? )?(?<owner>[A-Z][A-Za-z]+)\.(?<member>[A-Z][A-Za-z]+)\b")]
    private static partial Regex Reference();
}
