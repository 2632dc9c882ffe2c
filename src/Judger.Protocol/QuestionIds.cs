using System.Text.RegularExpressions;

namespace Judger.Protocol;

/// <summary>What may be a question's id over HTTP: it is a part of a path.</summary>
public static partial class QuestionIds
{
    /// <summary>True for 1 to 128 letters, digits, dots, dashes and underscores that are not only a dot or two.</summary>
    public static bool IsValid(string id) => Form().IsMatch(id);

    [GeneratedRegex(@"^(?!\.{1,2}\z)[A-Za-z0-9._-]{1,128}\z")]
    private static partial Regex Form();
}
