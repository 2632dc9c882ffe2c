using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>A silo that wants a key, for OpenAI's own clients.</summary>
internal static class OpenAISilo
{
    public const string Key = "a-key-for-tests";

    /// <param name="isSlow">True for answers that take seconds.</param>
    public static Task<HttpSilo> StartAsync(bool isSlow = false) => HttpSilo.StartAsync(
        options => options.Http.ApiKeys = [new() { Name = "tests", Sha256 = ApiKeyHash.Of(Key), Scopes = [ApiScope.Ask] }], stepMilliseconds: isSlow ? 500 : 1);
}
