using Judger.Grains.Slots;
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
            ("Slots:0:Device", "cuda:0"), ("Slots:0:ModelFolder", "/models/llava-7b"), ("Slots:0:Roles", "Baseline, Cropper"), ("Slots:0:Weight", "2.5"),
            ("Slots:0:Engine:Lanes", "16"), ("Slots:0:Engine:IntraOpThreads", "3"), ("Slots:1:Device", "simulated:0"), ("Slots:1:Simulated:Encode", "00:00:00.007"));

        Assert.Empty(options.Errors());
        Assert.Equal(("gpu-0", ClusterStorage.Redis, TimeSpan.FromSeconds(8), 11111), (options.SiloName, options.Cluster.Storage, options.Cluster.FailureDetection, options.Endpoint.SiloPort));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromDays(7)), (options.Drain.Timeout, options.Questions.Retention));
        Assert.Equal((ModelRole.Baseline | ModelRole.Cropper, 2.5, 16, 3, "llava-7b"), (options.Slots[0].Roles, options.Slots[0].Weight, options.Slots[0].Engine.Lanes, options.Slots[0].Engine.IntraOpThreads, options.Slots[0].ModelName));
        Assert.Equal((true, TimeSpan.FromMilliseconds(7), "simulated"), (options.Slots[1].IsSimulated, options.Slots[1].Simulated!.Encode, options.Slots[1].ModelName));
    }

    [Theory]
    [InlineData("SiloName", "a/b", "give a name without slashes")]
    [InlineData("Cluster:Storage", "Redis", "Cluster:ConnectionString is empty; say where Redis is.")]
    [InlineData("Cluster:FailureDetection", "00:00:00.1", "give 1 s to 5 minutes")]
    [InlineData("Cluster:ImageMemoryBytes", "1", "give at least 20971520, the largest image")]
    [InlineData("Endpoint:Address", "here", "give an IP address")]
    [InlineData("Endpoint:GatewayPort", "70000", "give 0 to 65535")]
    [InlineData("Drain:Timeout", "-00:00:01", "give zero or more")]
    [InlineData("Questions:MaxStageAttempts", "0", "give 1 to 16")]
    [InlineData("Questions:Retention", "00:00:01", "give at least 1 minute")]
    [InlineData("Routing:LoadFactor", "1", "give a number greater than 1")]
    [InlineData("Slots:0:Device", "cpu:0", "Slots:0:ModelFolder is empty")]
    [InlineData("Slots:0:Weight", "0", "give a number greater than 0")]
    public void What_is_wrong_is_told_with_its_remedy(string key, string value, string remedy) =>
        Assert.Contains(Bind((key, value)).Errors(), error => error.Contains(remedy, StringComparison.Ordinal));

    [Fact]
    public void A_host_is_told_every_error_at_once()
    {
        var wrong = Bind(("SiloName", ""), ("Endpoint:Address", "here"));

        var error = Assert.Throws<ServerConfigurationException>(() => Host.CreateEmptyApplicationBuilder(new()).UseJudgerSilo(wrong));

        Assert.Contains("SiloName is \"\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("Endpoint:Address is \"here\"", error.Message, StringComparison.Ordinal);
    }

    private static JudgerOptions Bind(params (string Key, string Value)[] settings)
    {
        var options = new JudgerOptions();
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build()
            .Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        return options;
    }
}
