using Judger.Grains.Slots;
using Judger.Server.Configuration;
using Judger.Server.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Judger.Server.Tests;

/// <summary>A silo's configuration is read as it is written, and what is wrong with it is told all at once.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Defaults_are_valid_but_for_what_only_the_operator_knows() => Assert.Empty(new JudgerOptions().Errors());

    [Fact]
    public void Everything_is_read_from_configuration()
    {
        var options = Bind(
            ("SiloName", "gpu-0"), ("Cluster:Storage", "Redis"), ("Cluster:ConnectionString", "redis:6379"), ("Cluster:FailureDetection", "00:00:08"),
            ("Endpoint:SiloPort", "11111"), ("Drain:Timeout", "00:05:00"), ("Questions:Retention", "7.00:00:00"),
            ("Slots:0:Device", "cuda:0"),
            ("Slots:0:ModelFolder", "/models/llava-7b"), ("Slots:0:Roles", "Baseline, Cropper"), ("Slots:0:Weight", "2.5"),
            ("Slots:0:Engine:Lanes", "16"),
            ("Slots:0:Engine:IntraOpThreads", "3"), ("Slots:1:Device", "simulated:0"), ("Slots:1:Simulated:Encode", "00:00:00.007"));

        Assert.Empty(options.Errors());
        Assert.Equal(
            ("gpu-0", ClusterStorage.Redis, TimeSpan.FromSeconds(8), 11111),
            (options.SiloName, options.Cluster.Storage, options.Cluster.FailureDetection, options.Endpoint.SiloPort));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromDays(7)), (options.Drain.Timeout, options.Questions.Retention));
        Assert.Equal(
            (ModelRole.Baseline | ModelRole.Cropper, 2.5, 16, 3, "llava-7b"),
            (
                options.Slots[0].Roles,
                options.Slots[0].Weight,
                options.Slots[0].Engine.Lanes,
                options.Slots[0].Engine.IntraOpThreads,
                options.Slots[0].ModelName));
        Assert.Equal(
            (true, TimeSpan.FromMilliseconds(7), "simulated"), (options.Slots[1].IsSimulated, options.Slots[1].Simulated!.Encode, options.Slots[1].ModelName));
    }

    [Theory]
    [InlineData("SiloName", "a/b", "give a name without slashes")]
    [InlineData("Cluster:Storage", "Redis", "Cluster:ConnectionString is empty; say where Redis is.")]
    [InlineData("Cluster:FailureDetection", "00:00:00.1", "give 1 s to 5 minutes")]
    [InlineData("Cluster:ImageMemoryBytes", "1", "give at least 20971520, the largest image")]
    [InlineData("Endpoint:Address", "here and there", "Endpoint:Address is \"here and there\"; give an IP address or a host name.")]
    [InlineData("Endpoint:Address", "", "give an IP address or a host name")]
    [InlineData("Endpoint:GatewayPort", "70000", "give 0 to 65535")]
    [InlineData("Drain:Timeout", "-00:00:01", "give zero or more")]
    [InlineData("Questions:MaxStageAttempts", "0", "give 1 to 16")]
    [InlineData("Questions:Retention", "00:00:01", "give at least 1 minute")]
    [InlineData("Images:DecodedBytes", "-1", "Images:DecodedBytes is -1; give zero or more.")]
    [InlineData("Memory:Limit", "1000", "Memory:Limit is 1000; give at least 268435456.")]
    [InlineData("Memory:BodyTimeout", "00:02:00", "give zero to 00:01:00")]
    [InlineData("Images:MaxPixels", "0", "Images:MaxPixels is 0; give 1 to 268435456.")]
    [InlineData("Images:MaxPixels", "268435457", "give 1 to 268435456")]
    [InlineData("Images:Background", "grey", "Images:Background is \"grey\"; give white, black, a colour such as #F0F0F0, or none")]
    [InlineData("Routing:LoadFactor", "1", "give a number greater than 1")]
    [InlineData("Slots:0:Device", "cpu:0", "Slots:0:ModelFolder is empty")]
    [InlineData("Slots:0:Weight", "0", "give a number greater than 0")]
    public void What_is_wrong_is_told_with_its_remedy(string key, string value, string remedy) =>
        Assert.Contains(Bind((key, value)).Errors(), error => error.Contains(remedy, StringComparison.Ordinal));

    [Theory]
    [InlineData("Slots:1:Engine:Workers", "0", "is 0; give at least 1.")]
    [InlineData("Slots:1:Engine:IntraOpThreads", "0", "is 0; give at least 1.")]
    [InlineData("Slots:1:Engine:Lanes", "0", "is 0; give 1 to 256.")]
    [InlineData("Slots:1:Engine:Lanes", "257", "is 257; give 1 to 256.")]
    [InlineData("Slots:1:Engine:MaxContext", "15", "is 15; give at least 16.")]
    [InlineData("Slots:1:Engine:PrefillChunk", "7", "is 7; give at least 8.")]
    [InlineData("Slots:1:Engine:PrefixCacheBytes", "-1", "is -1; give zero or more.")]
    [InlineData("Slots:1:Engine:VisionCacheBytes", "-1", "is -1; give zero or more.")]
    [InlineData("Slots:1:Engine:QueueTokens", "0", "is 0; give at least 1.")]
    [InlineData("Slots:1:Engine:StepTimeout", "00:00:00", "is 00:00:00; give more than zero, and at most a day.")]
    [InlineData("Slots:1:Simulated:Name", "", "is empty; give the model a name.")]
    [InlineData(
        "Slots:1:Simulated:Profile",
        "chat",
        "is \"chat\"; give one of tiny, vicrop, judger, llava-next-vicuna, llava-next-mistral, llava-onevision, qwen2.5-vl, qwen3-vl, "
        + "smolvlm, idefics3, internvl, gemma3.")]
    [InlineData("Slots:1:Simulated:PatchSize", "0", "is 0; give at least 1.")]
    [InlineData("Slots:1:Simulated:ImageSize", "330", "is 330; give a multiple of the patch size, 14.")]
    [InlineData("Slots:1:Simulated:Context", "0", "is 0; give at least 1.")]
    [InlineData("Slots:1:Simulated:AnswerTokens", "0", "is 0; give at least 1.")]
    [InlineData("Slots:1:Simulated:LoadTime", "-00:00:01", "is -00:00:01; give zero or more.")]
    [InlineData("Slots:1:Simulated:PrefillToken", "-00:00:01", "is -00:00:01; give zero or more.")]
    public void A_slot_s_values_are_held_against_their_ranges(string key, string value, string error) =>
        Assert.Equal([$"{key} {error}"], Bind(("Slots:0:Device", "simulated:0"), ("Slots:1:Device", "simulated:1"), (key, value)).Errors());

    [Theory]
    [InlineData("Redis", "redis:6379,sll=true", "is not a Redis connection (Keyword 'sll' is not supported.")]
    [InlineData("Redis", "redis:6379,ssl=perhaps", "is not a Redis connection (Keyword 'ssl' requires a boolean value")]
    [InlineData("Redis", "ssl=true", "names no Redis server; give host:port")]
    [InlineData("Postgres", "Hots=db", "is not a PostgreSQL connection (Couldn't set hots")]
    [InlineData("Postgres", "db", "is not a PostgreSQL connection (Format of the initialization string")]
    [InlineData("Postgres", "Host=db;Port=high", "is not a PostgreSQL connection (Couldn't set port")]
    [InlineData("Postgres", "Database=judger", "names no PostgreSQL server; give keys and values")]
    public void A_connection_that_its_library_cannot_read_is_an_error(string storage, string connection, string error) =>
        Assert.StartsWith(
            $"Cluster:ConnectionString {error}",
            Assert.Single(Bind(("Cluster:Storage", storage), ("Cluster:ConnectionString", connection)).Errors()),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Redis", "redis:6379,password=hun,ter2=x")]
    [InlineData("Postgres", "Host=db;Password=hun;ter2=x")]
    [InlineData("Postgres", "Host=db;Pwd=hunter2;Port=ter2")]
    public void A_password_is_not_told_with_the_error(string storage, string connection)
    {
        var error = Assert.Single(Bind(("Cluster:Storage", storage), ("Cluster:ConnectionString", connection)).Errors());

        Assert.StartsWith(
            $"Cluster:ConnectionString is not a {(storage == "Redis" ? "Redis" : "PostgreSQL")} connection; give", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hun", error, StringComparison.Ordinal);
        Assert.DoesNotContain("ter2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Redis", "redis-0:6379,redis-1:6379,password=hun=ter2,ssl=true,connectTimeout=2000")]
    [InlineData("Postgres", "Host=db;Port=5433;Database=judger;Username=judger;Password='hun;ter2'")]
    public void A_connection_that_its_library_can_read_is_none(string storage, string connection) =>
        Assert.Empty(Bind(("Cluster:Storage", storage), ("Cluster:ConnectionString", connection)).Errors());

    [Fact]
    public void A_host_is_told_every_error_at_once()
    {
        var wrong = Bind(("SiloName", ""), ("Endpoint:Address", "here and there"));

        var error = Assert.Throws<ServerConfigurationException>(() => Host.CreateEmptyApplicationBuilder(new()).UseJudgerSilo(wrong));

        Assert.Contains("SiloName is \"\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("Endpoint:Address is \"here and there\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    public void A_silo_s_address_may_be_a_host_name(string address, string expected)
    {
        var options = Bind(("Endpoint:Address", address));

        Assert.Empty(options.Errors());
        Host.CreateEmptyApplicationBuilder(new()).UseJudgerSilo(options);
        Assert.Equal(expected, options.Endpoint.Address);
    }

    [Fact]
    public void A_host_name_that_does_not_resolve_is_told_with_its_remedy()
    {
        // RFC 6761: names below .invalid never resolve.
        var error = Assert.Throws<ServerConfigurationException>(
            () => Host.CreateEmptyApplicationBuilder(new()).UseJudgerSilo(Bind(("Endpoint:Address", "silo-a.invalid"))));

        Assert.StartsWith("Endpoint:Address is \"silo-a.invalid\", which does not resolve (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "give an IP address of this computer, or a name that this computer resolves to one of its own.", error.Message, StringComparison.Ordinal);
    }

    private static JudgerOptions Bind(params (string Key, string Value)[] settings)
    {
        var options = new JudgerOptions();
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build()
            .Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        return options;
    }
}
