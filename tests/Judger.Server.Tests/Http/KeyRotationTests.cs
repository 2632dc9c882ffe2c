using System.Text.Json;
using Judger.Server.Configuration;
using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http;

/// <summary>Keys come and go without a restart, and a holder has two while one replaces the other.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"judger-keys-{Guid.NewGuid():N}.json");
    private readonly string _old = ApiKeyHash.NewKey();
    private readonly string _new = ApiKeyHash.NewKey();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_key_in_the_file_is_valid_soon_and_one_that_left_it_is_not()
    {
        Write(_old);
        await using var silo = await StartAsync();
        await (await silo.PostAsync(silo.Question(("id", "q")), _old)).JsonAsync();
        Assert.Equal(401, await StatusAsync(silo, _new));

        Write(_old, _new);
        await UntilAsync(silo, _new, 200);
        Assert.Equal(200, await StatusAsync(silo, _old));

        Write(_new);
        await UntilAsync(silo, _old, 401);
        Assert.Equal(200, await StatusAsync(silo, _new));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_changes_nothing()
    {
        Write(_old);
        await using var silo = await StartAsync();

        await File.WriteAllTextAsync(_file, "[{", Token);
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        Assert.Equal(404, await StatusAsync(silo, _old));

        // No keys at all let nobody in, rather than everybody.
        await File.WriteAllTextAsync(_file, "[]", Token);
        await UntilAsync(silo, _old, 401);
    }

    [Theory]
    [InlineData("{}", "which is not a JSON list of keys (line 1)")]
    [InlineData("[null]", "whose key 1 is not valid: is null; give a key.")]
    [InlineData("""[{"Name": "a/b", "Sha256": "x"}]""", "whose key 1 is not valid: Sha256 is not a SHA-256 digest")]
    [InlineData("""[{"Name": "a", "Key": "x"}]""", "which is not a JSON list of keys (line 1)")]
    public void A_file_that_is_wrong_is_found_at_the_start(string text, string part)
    {
        File.WriteAllText(_file, text);

        var errors = Options().Errors();

        Assert.All(errors, error => Assert.StartsWith($"Http:ApiKeyFile is {_file}, ", error, StringComparison.Ordinal));
        Assert.Contains(part, string.Join(" ", errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_found_at_the_start() => Assert.Equal(
        [$"Http:ApiKeyFile is {_file}, which cannot be read; check the path and its permissions."], Options().Errors());

    [Fact]
    public void A_holder_may_have_two_keys_but_no_key_two_holders()
    {
        var options = new JudgerOptions
        {
            Http = new()
            {
                Urls = ["http://127.0.0.1:0"],
                ApiKeys =
                [
                    new() { Name = "a", Sha256 = ApiKeyHash.Of(_old) }, new() { Name = "a", Sha256 = ApiKeyHash.Of(_new) },
                    new() { Name = "b", Sha256 = ApiKeyHash.Of(_new).ToUpperInvariant() },
                ],
            },
        };

        Assert.Equal(["Http:ApiKeys:2:Sha256 is that of another key, too; make a key of its own with judger key."], options.Errors());
    }

    private JudgerOptions Options() => new() { Http = new() { Urls = ["http://0.0.0.0:0"], ApiKeyFile = _file } };

    private Task<HttpSilo> StartAsync() => HttpSilo.StartAsync(options => options.Http.ApiKeyFile = _file);

    private void Write(params string[] keys) =>
        File.WriteAllText(_file, JsonSerializer.Serialize(keys.Select(key => new { Name = "mine", Sha256 = ApiKeyHash.Of(key), Scopes = new[] { "Ask" } })));

    private static async Task<int> StatusAsync(HttpSilo silo, string key)
    {
        using var response = await silo.SendAsync(HttpMethod.Get, "/v1/questions/q", key: key);
        return (int)response.StatusCode;
    }

    private static async Task UntilAsync(HttpSilo silo, string key, int status)
    {
        for (var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(10); await StatusAsync(silo, key) != status; await Task.Delay(100, Token))
            Assert.True(DateTime.UtcNow < deadline, $"It is not {status}.");
    }
}
