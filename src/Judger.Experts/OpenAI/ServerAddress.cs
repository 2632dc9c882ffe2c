using System.Text.RegularExpressions;

namespace Judger.Experts.OpenAI;

/// <summary>The base address of an OpenAI-compatible server, as it was given and with the version that such addresses usually end with.</summary>
internal sealed partial class ServerAddress
{
    private const string Route = "/chat/completions";

    public ServerAddress(string endpoint)
    {
        var builder = new UriBuilder(endpoint);
        var path = builder.Path.TrimEnd('/');

        // The address of the one operation, as some guides give it.
        if (path.EndsWith(Route, StringComparison.OrdinalIgnoreCase)) path = path[..^Route.Length].TrimEnd('/');
        builder.Path = path;
        Given = builder.Uri;
        if (Version().IsMatch(path)) return;
        builder.Path = path + "/v1";
        WithVersion = builder.Uri;
    }

    /// <summary>The address without a trailing slash and without the operation.</summary>
    public Uri Given { get; }

    /// <summary>The address with <c>/v1</c>; null where it names a version already.</summary>
    public Uri? WithVersion { get; }

    [GeneratedRegex(@"/v\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
