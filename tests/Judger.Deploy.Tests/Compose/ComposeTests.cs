using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Judger.Deploy.Tests.Support;

namespace Judger.Deploy.Tests.Compose;

/// <summary>compose.yaml: what it mounts, publishes and allows, held against the files beside it.</summary>
public sealed partial class ComposeTests
{
    private static readonly string[] Silos = ["gateway", "silo-a", "silo-b", "silo-c"];

    private readonly ComposeFile _file = ComposeFile.Read("compose.yaml");

    public static TheoryData<string> Services => [.. ComposeFile.Read("compose.yaml").Services.Keys];

    [Fact]
    public void It_has_the_services_of_the_topology() => Assert.Equal(
        ["collector", "gateway", "grafana", "jaeger", "prometheus", "redis", "silo-a", "silo-b", "silo-c"], _file.Services.Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Services))]
    public void A_service_can_do_no_more_than_it_must(string name)
    {
        var service = _file.Services[name];

        Assert.Equal("true", service.At("read_only").Text);
        Assert.Equal(["ALL"], service.At("cap_drop").Names);
        Assert.Equal(["no-new-privileges:true"], service.At("security_opt").Names);
        Assert.Matches("^[0-9]+[mg]$", service.At("mem_limit").Text);
        Assert.InRange(int.Parse(service.At("pids_limit").Text, CultureInfo.InvariantCulture), 1, 1024);
        Assert.All(["privileged", "cap_add", "network_mode", "pid", "ipc"], key => Assert.True(service.At(key).IsMissing, key));
        Assert.Contains("cluster", service.At("networks").Names);
    }

    [Fact]
    public void ONNX_Runtime_s_telemetry_is_off_in_every_silo() =>
        Assert.All(Silos, name => Assert.Equal("1", _file.Services[name].At("environment").At("ORT_DISABLE_TELEMETRY").Text));

    [Theory, MemberData(nameof(Services))]
    public void An_image_has_a_version(string name)
    {
        var image = _file.Services[name].At("image").Text;

        if (Silos.Contains(name)) Assert.Equal("${JUDGER_IMAGE:-judger:cpu}", image);
        else Assert.Matches(Version(), image);
    }

    [Theory, MemberData(nameof(Services))]
    public void Ports_are_published_on_loopback_and_only_of_the_gateway_and_the_pages_for_people(string name)
    {
        var ports = _file.Services[name].At("ports").List;

        Assert.Equal(name is "gateway" or "grafana" or "prometheus" or "jaeger" ? 1 : 0, ports.Count);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port.Text, StringComparison.Ordinal));
        Assert.Equal(ports.Count > 0, _file.Services[name].At("networks").Names.Contains("edge"));
        Assert.Equal("true", _file.Children("networks")["cluster"].At("internal").Text);
    }

    [Theory, MemberData(nameof(Services))]
    public void What_is_mounted_is_there_and_read_only_but_for_volumes(string name)
    {
        foreach (var volume in _file.Services[name].At("volumes").List.Select(volume => volume.Text.Split(':')))
        {
            if (volume[0].StartsWith('.'))
            {
                var path = Path.GetFullPath(Path.Combine(Repository.Path("deploy/compose"), volume[0]));
                Assert.True(Path.Exists(path), $"{name} mounts {volume[0]}, which does not exist.");
                Assert.Equal("ro", volume[^1]);
            }
            else
            {
                Assert.Contains(volume[0], _file.Children("volumes").Keys);
            }
        }
    }

    [Theory, MemberData(nameof(Services))]
    public void Who_is_waited_for_has_a_health_check(string name)
    {
        foreach (var (other, how) in _file.Services[name].At("depends_on").Map)
        {
            Assert.Equal("service_healthy", how.At("condition").Text);
            Assert.False(_file.Services[other].At("healthcheck").IsMissing, other);
        }
    }

    [Fact]
    public void Silos_wait_for_Redis_check_their_health_by_the_tool_and_stop_after_their_drain() => Assert.All(Silos, name =>
    {
        var service = _file.Services[name];
        Assert.Equal(["redis"], service.At("depends_on").Names);
        Assert.Equal(["CMD", "dotnet", "judger.dll", "health"], service.At("healthcheck").At("test").Names);
        var grace = Grace().Match(service.At("stop_grace_period").Text);
        var seconds = (60 * int.Parse(grace.Groups[1].Value, CultureInfo.InvariantCulture)) + int.Parse(grace.Groups[2].Value, CultureInfo.InvariantCulture);
        Assert.True(
            TimeSpan.FromSeconds(seconds) >= new Grains.Draining.DrainOptions().Timeout + TimeSpan.FromSeconds(30), service.At("stop_grace_period").Text);
        Assert.Contains("/tmp:size=64m,mode=1777", service.At("tmpfs").Names);
        Assert.Equal(["deploy/docker/cpu.Dockerfile", "../.."], [service.At("build").At("dockerfile").Text, service.At("build").At("context").Text]);
    });

    [Fact]
    public void Secrets_are_files_that_git_ignores_and_every_one_is_made()
    {
        var files = _file.Children("secrets").ToDictionary(pair => pair.Key, pair => pair.Value.At("file").Text, StringComparer.Ordinal);
        var script = File.ReadAllText(Repository.Path("deploy/compose/make-secrets"));
        var used = _file.Services.Values.SelectMany(
            service => service.At("secrets").List.Select(secret => secret.Map.Count > 0 ? secret.At("source").Text : secret.Text));

        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), used.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal($"./secrets/{file.Key}", file.Value));
        Assert.All(files.Keys, name => Assert.Contains($"write {name} ", script, StringComparison.Ordinal));
        Assert.Contains("/secrets/", File.ReadAllLines(Repository.Path("deploy/compose/.gitignore")));
        Assert.All(
            _file.Services.Values.SelectMany(service => service.At("environment").Map),
            variable => Assert.False(
                Secret().IsMatch(variable.Key) && !variable.Key.EndsWith("__FILE", StringComparison.Ordinal),
                $"{variable.Key} is a secret in the environment."));
    }

    [Fact]
    public void Every_silo_is_scraped_and_knows_itself_by_a_name_of_the_network()
    {
        using var targets = JsonDocument.Parse(File.ReadAllText(Repository.Path("deploy/observability/targets/compose.json")));
        Assert.Equal(
            Silos.Select(name => $"{name}:8080"), targets.RootElement[0].GetProperty("targets").EnumerateArray().Select(target => target.GetString()!));

        foreach (var name in Silos)
        {
            using var silo = JsonDocument.Parse(File.ReadAllText(Repository.Path($"deploy/compose/config/{name}.json")));
            var judger = silo.RootElement.GetProperty("Judger");
            var service = _file.Services[name];
            Assert.Contains($"./config/{name}.json:/etc/judger/silo.json:ro", service.At("volumes").Names);
            Assert.Equal(name, judger.GetProperty("SiloName").GetString());
            Assert.Contains(
                judger.GetProperty("Endpoint").GetProperty("Address").GetString(), service.At("networks").At("cluster").At("aliases").Names.Append(name));
            Assert.True(judger.GetProperty("Http").GetProperty("Metrics").GetBoolean());

            // On two networks a container's own name may be its address on the other one.
            if (service.At("networks").Names.Count > 1) Assert.NotEqual(name, judger.GetProperty("Endpoint").GetProperty("Address").GetString());
        }
    }

    [Theory, InlineData("gateway"), InlineData("silo-a"), InlineData("silo-b"), InlineData("silo-c")]
    public async Task A_silo_s_files_are_a_valid_configuration(string name)
    {
        var folder = Directory.CreateTempSubdirectory("judger-secrets-");
        try
        {
            var made = await Tool.RunAsync(TimeSpan.FromMinutes(5), Repository.Path("deploy/compose/make-secrets"), ["--directory", folder.FullName]);
            Assert.True(made.ExitCode == 0, made.Errors);
            string[] command = [.. _file.Services[name].At("command").Names.Select(word => word
                .Replace("/etc/judger/silo.json", Repository.Path($"deploy/compose/config/{name}.json"), StringComparison.Ordinal)
                .Replace("/run/secrets", folder.FullName, StringComparison.Ordinal))];
            Assert.Equal("serve", command[0]);
            Assert.All(_file.Services[name].At("secrets").Names, secret => Assert.Contains($"/run/secrets/{secret}", _file.Services[name].At("command").Names));
            string[] settings = [.. _file.Services[name].At("environment").Map.Where(variable => variable.Key.StartsWith("Judger__", StringComparison.Ordinal))
                .SelectMany(variable => new[]
                {
                    "--set",
                    $"{variable.Key["Judger__".Length..].Replace("__", ":", StringComparison.Ordinal)}="
                    + variable.Value.Text.Replace("${JAEGER_PORT:-16686}", "16686", StringComparison.Ordinal),
                })];

            var check = await Tool.JudgerAsync([.. command, "--check", .. settings]);

            Assert.Equal((0, ""), (check.ExitCode, check.Errors));
            Assert.StartsWith(
                $"valid: silo {name} at {(name == "gateway" ? "gateway-silo" : name)}, cluster judger in Redis, http://0.0.0.0:8080 "
                + $"({(name == "gateway" ? 2 : 1)} keys), ",
                check.Output,
                StringComparison.Ordinal);

            // Without the secrets nobody may ask, and so nothing is served.
            Assert.Contains("there are no keys", (await Tool.JudgerAsync([.. command[..3], "--check"])).Errors, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Secrets_are_made_once_and_fit_one_another()
    {
        var folder = Directory.CreateTempSubdirectory("judger-secrets-");
        try
        {
            var script = Repository.Path("deploy/compose/make-secrets");
            await Tool.RunAsync(TimeSpan.FromMinutes(5), script, ["--directory", folder.FullName]);
            var first = folder.GetFiles().ToDictionary(file => file.Name, file => File.ReadAllText(file.FullName), StringComparer.Ordinal);
            await Tool.RunAsync(TimeSpan.FromMinutes(5), script, ["--directory", folder.FullName]);

            Assert.Equal(first, folder.GetFiles().ToDictionary(file => file.Name, file => File.ReadAllText(file.FullName), StringComparer.Ordinal));
            Assert.Equal($"requirepass {first["redis-password"]}\n", first["redis.conf"]);
            Assert.Contains($"password={first["redis-password"]}\"", first["cluster.json"], StringComparison.Ordinal);
            Assert.Contains(Judger.Server.Http.Security.ApiKeyHash.Of(first["metrics-key"]), first["cluster.json"], StringComparison.Ordinal);
            Assert.Contains(Judger.Server.Http.Security.ApiKeyHash.Of(first["api-key"]), first["keys.json"], StringComparison.Ordinal);
            Assert.All(first.Values, text => Assert.True(text.Length >= 64));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, folder.UnixFileMode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, InlineData("compose.yaml"), InlineData("compose.yaml", "compose.cuda.yaml")]
    public async Task Compose_itself_accepts_it(params string[] files)
    {
        Tool.Require("docker-compose");

        var result = await Tool.RunAsync(
            TimeSpan.FromMinutes(5), "docker-compose", [.. files.SelectMany(file => new[] { "-f", Repository.Path($"deploy/compose/{file}") }), "config"]);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Equal(files.Length > 1, result.Output.Contains("Judger__Slots__0__Device: cuda:0", StringComparison.Ordinal));
        Assert.Equal(files.Length > 1 ? 3 : 0, Regex.Count(result.Output, "driver: nvidia"));
    }

    [Fact]
    public void Variables_have_defaults_that_the_example_tells()
    {
        var example = File.ReadAllText(Repository.Path("deploy/compose/.env.example"));
        var text = File.ReadAllText(Repository.Path("deploy/compose/compose.yaml")) + File.ReadAllText(Repository.Path("deploy/compose/compose.cuda.yaml"));
        var variables = Variable().Matches(text)
            .Select(match => (Name: match.Groups[1].Value, Default: match.Groups[2].Value))
            .Where(variable => variable.Default != "judger:cuda")
            .Distinct()
            .ToList();

        Assert.NotEmpty(variables);
        Assert.All(variables, variable => Assert.Contains($"\n#{variable.Name}={variable.Default}\n", example, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^[a-z0-9./-]+:v?[0-9]+\.[0-9]+\.[0-9]+")]
    private static partial Regex Version();

    [GeneratedRegex("^([0-9]+)m([0-9]+)s$")]
    private static partial Regex Grace();

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|KEY", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\$\{([A-Z_]+):-([^}]*)\}")]
    private static partial Regex Variable();
}
