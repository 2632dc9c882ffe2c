namespace Judger.Server.Http.Security;

/// <summary>An API key, known by its hash. The key itself is not kept.</summary>
public sealed class ApiKeyOptions
{
    private const int MaxNameLength = 128;

    /// <summary>
    /// Who holds the key. Holders do not see each other's questions and images. Several keys may have one holder, so that a new key is valid before the old
    /// one is taken away. <value>1 to 128 characters without slashes.</value>
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, as 64 hexadecimal digits. <c>judger key</c> makes key and hash.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>What the key may be used for. <value>Default: Ask.</value></summary>
    public IReadOnlyList<ApiScope> Scopes { get; set; } = [];

    /// <summary>All that is wrong with the key.</summary>
    /// <param name="hashes">The hashes of the keys before it, in any case of letters; its own is added.</param>
    internal IEnumerable<string> Errors(ISet<string> hashes)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Contains('/')) yield return $"Name is \"{Name}\"; give a name without slashes.";
        else if (Name.Length > MaxNameLength || Name.Any(char.IsControl))
            yield return $"Name has {Name.Length} characters; give at most {MaxNameLength}, and no control characters.";
        if (Sha256.Length != 64 || !Sha256.All(char.IsAsciiHexDigit))
            yield return "Sha256 is not a SHA-256 digest (64 hexadecimal digits); make one with judger key.";
        else if (!hashes.Add(Sha256)) yield return "Sha256 is that of another key, too; make a key of its own with judger key.";
    }
}
