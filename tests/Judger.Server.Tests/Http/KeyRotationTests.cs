using System.Text.Json;
using Judger.Server.Configuration;
using Judger.Server.Http;
using Judger.Server.Http.Security;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Tests.Http;

/// <summary>Keys come and go without a restart, and a holder has two while one replaces the other.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"judger-keys-{Guid.NewGuid():N}.json");
    private readonly string _old = ApiKeyHash.NewKey();
    private readonly string _new = ApiKeyHash.NewKey();
    private readonly TickingClock _clock = new();
    private readonly LogLines _log = new();
    private readonly LoggerFactory _loggers;

    public KeyRotationTests() => _loggers = new([_log]);

    public void Dispose()
    {
        _loggers.Dispose();
        _log.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public async Task A_key_in_the_file_is_valid_soon_and_one_that_left_it_is_not()
    {
        Write(_old);
        await using var silo = await StartAsync();
        await (await silo.PostAsync(silo.Question(("id", "q")), _old)).JsonAsync();
        Assert.Equal(401, await StatusAsync(silo, _new));

        Write(_old, _new);
        await Poll.UntilAsync(async () => await StatusAsync(silo, _new) == 200, "the new key is valid");
        Assert.Equal(200, await StatusAsync(silo, _old));

        Write(_new);
        await Poll.UntilAsync(async () => await StatusAsync(silo, _old) == 401, "the old key is not valid");
        Assert.Equal(200, await StatusAsync(silo, _new));
    }

    [Fact]
    public void A_file_that_cannot_be_read_changes_nothing_and_is_logged_once()
    {
        Write(_old);
        using var keyring = Keyring();

        // What is not valid, and what is not there.
        foreach (var (spoil, problem) in ((Action, string)[])[
            (() => File.WriteAllText(_file, "[{"), "which is not a JSON list of keys (line 1)"),
            (() => File.Delete(_file), "which cannot be read; check the path and its permissions.")])
        {
            _log.All.Clear();
            spoil();
            for (var i = 0; i < 3; i++) _clock.Tick();
            Assert.Equal([ApiKeyHash.Of(_old)], Hashes(keyring));
            Assert.StartsWith($"KeysNotRead The API keys of {_file} cannot be read, {problem}", Assert.Single(_log.All), StringComparison.Ordinal);
        }

        // It is noticed when it is back, and when it is gone again.
        Write(_new);
        _clock.Tick();
        Assert.Equal([ApiKeyHash.Of(_new)], Hashes(keyring));
        _log.All.Clear();
        File.Delete(_file);
        _clock.Tick();
        Write(_new);
        _clock.Tick();
        File.Delete(_file);
        _clock.Tick();
        Assert.Equal(["KeysNotRead", "KeysNotRead"], _log.All.Select(line => line.Split(' ')[0]));

        // No keys at all let nobody in, rather than everybody.
        File.WriteAllText(_file, "[]");
        _clock.Tick();
        Assert.Empty(keyring.Keys);
        Assert.False(keyring.IsOpen);
    }

    [Fact]
    public void A_file_that_stays_the_same_is_read_once()
    {
        Write(_old);
        using var keyring = Keyring();
        for (var i = 0; i < 3; i++) _clock.Tick();

        Assert.Equal(TimeSpan.FromSeconds(2), _clock.Period);
        Assert.Single(_log.All);
    }

    [Fact]
    public void A_mounted_secret_that_changes_is_noticed()
    {
        // As Kubernetes mounts it: what is named is a link that stays, and only a link on the way to the file changes.
        var folder = Directory.CreateTempSubdirectory("judger-keys-").FullName;
        try
        {
            foreach (var (version, key) in new[] { ("v1", _old), ("v2", _new) })
            {
                Directory.CreateDirectory(Path.Combine(folder, version));
                File.WriteAllText(Path.Combine(folder, version, "keys.json"), Json(key));
            }

            var data = Path.Combine(folder, "..data");
            Directory.CreateSymbolicLink(data, "v1");
            File.CreateSymbolicLink(Path.Combine(folder, "keys.json"), Path.Combine("..data", "keys.json"));
            using var keyring = Keyring(new() { ApiKeyFile = Path.Combine(folder, "keys.json") });
            Assert.Equal([ApiKeyHash.Of(_old)], Hashes(keyring));

            Directory.Delete(data);
            Directory.CreateSymbolicLink(data, "v2");
            _clock.Tick();

            Assert.Equal([ApiKeyHash.Of(_new)], Hashes(keyring));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("{}", "which is not a JSON list of keys (line 1)")]
    [InlineData("[null]", "whose key 1 is null; give a key.")]
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

        // Nor twice in the file, nor in the configuration and in the file.
        options = Options();
        options.Http.ApiKeys = [new() { Name = "b", Sha256 = ApiKeyHash.Of(_old).ToUpperInvariant() }];
        Write(_new, _new, _old);
        Assert.Equal(
            new[] { 2, 3 }.Select(key =>
                $"Http:ApiKeyFile is {_file}, whose key {key} is not valid: Sha256 is that of another key, too; make a key of its own with judger key."),
            options.Errors());

        // What was valid stays valid.
        Write(_new);
        using var keyring = Keyring(options.Http);
        Write(_new, _old);
        _clock.Tick();
        Assert.Equal([ApiKeyHash.Of(_old).ToUpperInvariant(), ApiKeyHash.Of(_new)], Hashes(keyring));
    }

    private JudgerOptions Options() => new() { Http = new() { Urls = ["http://0.0.0.0:0"], ApiKeyFile = _file } };

    private Task<HttpSilo> StartAsync() => HttpSilo.StartAsync(options => options.Http.ApiKeyFile = _file);

    private ApiKeyring Keyring(HttpOptions? options = null) =>
        new(options ?? new() { ApiKeyFile = _file }, _clock, _loggers.CreateLogger<ApiKeyring>());

    private static IEnumerable<string> Hashes(ApiKeyring keyring) => keyring.Keys.Select(key => key.Sha256);

    private void Write(params string[] keys) => File.WriteAllText(_file, Json(keys));

    private static string Json(params string[] keys) =>
        JsonSerializer.Serialize(keys.Select(key => new { Name = "mine", Sha256 = ApiKeyHash.Of(key), Scopes = new[] { "Ask" } }));

    private static async Task<int> StatusAsync(HttpSilo silo, string key)
    {
        using var response = await silo.SendAsync(HttpMethod.Get, "/v1/questions/q", key: key);
        return (int)response.StatusCode;
    }

    /// <summary>A clock whose one timer fires when a test says so.</summary>
    private sealed class TickingClock : TimeProvider
    {
        public Action Tick { get; private set; } = () => { };

        public TimeSpan Period { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (Tick, Period) = (() => callback(state), period);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
