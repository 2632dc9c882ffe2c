namespace Judger.Server;

/// <summary>A key by which somebody may ask. The key itself is not kept.</summary>
public sealed class ApiKeySettings
{
    /// <summary>Who holds it; questions of different holders do not see one another.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, as 64 hexadecimal digits; <c>judger key</c> makes both.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>What it is good for. <value>Default: ask.</value></summary>
    public IReadOnlyList<ApiScope> Scopes { get; set; } = [];

    internal IEnumerable<string> Errors()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Contains('/')) yield return $"Name is \"{Name}\"; give a name without slashes.";
        if (Sha256.Length != 64 || !Sha256.All(char.IsAsciiHexDigit)) yield return "Sha256 is not 64 hexadecimal digits; judger key makes them.";
    }
}
