using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Configuration;
using Judger.Cli.Doctor;
using Judger.Inference.Devices.Inspection;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger doctor</c>: whether this machine's devices can run models, and what is missing.</summary>
internal static class DoctorCommand
{
    private const string Description =
        """
        Shows what this machine offers to run models on: ONNX Runtime, NVIDIA's driver, the CUDA and cuDNN libraries, the GPUs.

        Checks the devices that are named, with their models, and says for each problem what to do. Without --device,
        --config and --set it checks cpu:0 and shows GPUs as information. Every file of a model folder is read and
        compared with its manifest, which takes a minute for a large model. Exit code 0 when all checked devices can
        work, 1 when one cannot.

        Examples:
          judger doctor
          judger doctor --device cuda:0 --model models/llava-7b-float16
          judger doctor --config gpu-node.json --set Slots:0:Engine:Lanes=4
          judger doctor --device cuda:0 --json
        """;

    public static Command Create()
    {
        var device = new Option<string?>("--device") { Description = "The device to check: cpu:0, or cuda:N for a GPU." };
        var model = new Option<string?>("--model") { Description = "A model folder written by `judger export`, which the device is to run." };
        var config = new Option<FileInfo[]>("--config")
        {
            Description = "A silo's configuration, as for `judger serve`: its slots are checked. May be given several times: a later file wins.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "One value of the configuration, as Key=Value: --set Slots:0:Device=cuda:0. It wins over the file and over environment variables.",
        };
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        device.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && !DeviceCheck.IsDevice(name))
                result.AddError($"--device is \"{name}\"; give cpu:0, or cuda:N for a GPU, such as cuda:0.");
        });
        model.NotEmpty();
        var command = new Command("doctor", Description) { device, model, config, set, json, verbose };
        command.Validators.Add(result =>
        {
            var isConfigured = result.GetResult(config) is not null || result.GetResult(set) is not null;
            if (isConfigured && (result.GetResult(device) is not null || result.GetResult(model) is not null))
                result.AddError("--config and --set name devices and models themselves: leave out --device and --model.");
        });
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                var (files, settings) = (parsed.GetValue(config) ?? [], parsed.GetValue(set) ?? []);
                var targets = files.Length + settings.Length > 0
                    ? DoctorTargets.Of(ServeConfiguration.Read(files, settings))
                    : DoctorTargets.Of(parsed.GetValue(device), parsed.GetValue(model));
                return Task.FromResult(Run(targets, parsed.GetValue(json)));
            },
            cancellationToken));
        return command;
    }

    private static int Run(IReadOnlyList<DeviceTarget> targets, bool asJson)
    {
        var machine = DeviceInspector.Inspect();
        var results = DeviceCheck.Run(machine, targets);
        Console.WriteLine(asJson ? JsonSerializer.Serialize(DoctorJson.Describe(machine, results), RecordJson.Options) : DoctorText.Of(machine, results));
        return results.All(result => result.Problems.Count == 0) ? CommandRunner.Success : CommandRunner.Failure;
    }
}
