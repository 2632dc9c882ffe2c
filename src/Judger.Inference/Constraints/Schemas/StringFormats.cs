namespace Judger.Inference.Constraints.Schemas;

/// <summary>The formats of strings that are enforced, as expressions. Each has values of the format only, but not all of them.</summary>
internal static class StringFormats
{
    private const string Date =
        @"[12]\d{3}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))";

    private const string Time = @"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+\-](0\d|1[0-3]):[0-5]\d)";
    private const string TimeSpan = @"T(\d{1,3}H(\d{1,3}M(\d{1,3}S)?)?|\d{1,3}M(\d{1,3}S)?|\d{1,3}S)";
    private const string Byte = @"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)";
    private const string Label = @"[a-z0-9]([a-z0-9\-]{0,20}[a-z0-9])?";
    private const string Host = $@"{Label}(\.{Label}){{0,3}}\.[a-z]{{2,10}}";
    private const string Word = @"[A-Za-z0-9]([A-Za-z0-9_+\-]{0,22}[A-Za-z0-9])?";

    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = $"{Date}T{Time}",
        ["duration"] = $@"P(\d{{1,3}}W|(\d{{1,3}}Y(\d{{1,3}}M(\d{{1,3}}D)?)?|\d{{1,3}}M(\d{{1,3}}D)?|\d{{1,3}}D)({TimeSpan})?|{TimeSpan})",
        ["email"] = $@"{Word}(\.{Word}){{0,2}}@{Host}",
        ["hostname"] = Host,
        ["ipv4"] = $@"{Byte}(\.{Byte}){{3}}",
        ["ipv6"] = "[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}",
        ["uuid"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["uri"] = $@"https?://{Host}(/[A-Za-z0-9._~\-]{{1,24}}){{0,6}}",
    };

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", Patterns.Keys);

    /// <summary>The expression of a format; null where it is not enforced.</summary>
    public static string? PatternOf(string format) => Patterns.TryGetValue(format, out var pattern) ? $"^({pattern})$" : null;
}
