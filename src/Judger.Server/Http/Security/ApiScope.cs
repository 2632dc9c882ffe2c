namespace Judger.Server.Http.Security;

/// <summary>What an API key may be used for.</summary>
public enum ApiScope
{
    /// <summary>Asking questions and reading their answers.</summary>
    Ask,

    /// <summary>Reading metrics, and nothing else.</summary>
    Metrics,

    /// <summary>Everything, the state of the cluster included.</summary>
    Admin,
}
