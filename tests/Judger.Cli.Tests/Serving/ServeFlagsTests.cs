using System.Net;
using System.Net.Sockets;
using Judger.Cli.Configuration;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Serving;

/// <summary>The short forms of <c>judger serve</c> are keys of the configuration, and their errors are in their own words.</summary>
public sealed class ServeFlagsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_served_under_its_name_at_its_url()
    {
        var model = EmbeddedModelFolder.CopyTo(_folder["mine"]);

        var result = await JudgerTool.RunAsync(
            "serve", "--check", "--set", "SiloName=a", "--model", model, "--name", "small", "--device", "cpu:0", "--url", "http://127.0.0.1:8090");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Equal("valid: silo a at 127.0.0.1, cluster judger in Memory, http://127.0.0.1:8090 (0 keys), 1 slots cpu:0/small [All]\n", result.Output);
    }

    [Fact]
    public async Task A_model_alone_has_the_folders_name_and_the_usual_address()
    {
        var result = await JudgerTool.RunAsync("serve", "--check", "--set", "SiloName=a", "--model", EmbeddedModelFolder.CopyTo(_folder["mine"]));

        Assert.Equal("valid: silo a at 127.0.0.1, cluster judger in Memory, http://127.0.0.1:8080 (0 keys), 1 slots cpu:0/mine [All]\n", result.Output);
    }

    [Fact]
    public void Several_models_are_several_slots_and_one_device_is_that_of_all()
    {
        var (one, two) = (EmbeddedModelFolder.CopyTo(_folder["one"]), EmbeddedModelFolder.CopyTo(_folder["two"]));

        var options = ServeConfiguration.Read([], [], new([one, two], ["a"], ["cuda:1"], ["http://127.0.0.1:1", "http://127.0.0.1:2"]));

        Assert.Equal([("cuda:1", one, "a"), ("cuda:1", two, "two")], options.Slots.Select(slot => (slot.Device, slot.ModelFolder, slot.ModelName)));
        Assert.Equal(["http://127.0.0.1:1", "http://127.0.0.1:2"], options.Http.Urls);
    }

    [Fact]
    public void They_win_over_files_and_leave_the_rest_of_a_slot()
    {
        var model = EmbeddedModelFolder.CopyTo(_folder["mine"]);
        var file = _folder.Write(
            "silo.json",
            """
            { "Judger": {
              "Http": { "Urls": ["http://127.0.0.1:9"] },
              "Slots": [{ "ModelFolder": "x", "Model": "y", "Engine": { "Lanes": 3 } }]
            } }
            """);

        var options = ServeConfiguration.Read([new(file)], ["Slots:0:Weight=2"], new([model], [], [], []));

        var slot = Assert.Single(options.Slots);
        Assert.Equal((model, "y", 3, 2.0), (slot.ModelFolder, slot.ModelName, slot.Engine.Lanes, slot.Weight));
        Assert.Equal(["http://127.0.0.1:9"], options.Http.Urls);
    }

    [Theory]
    [InlineData(
        "serve --check --model /no/such/model",
        "--model /no/such/model: There is no model folder at /no/such/model: give the folder that `judger export` wrote.")]
    [InlineData("serve --check --device cuda:0", "--model is missing; give the folder that `judger export` wrote.")]
    [InlineData("serve --check --device gpu", "--device is \"gpu\"; give cpu:0, cuda:N for a GPU, or simulated:N.")]
    [InlineData("serve --check --device simulated:0 --url nowhere", "--url is \"nowhere\"; give a URL such as http://127.0.0.1:8080.")]
    [InlineData("serve --check --url http://0.0.0.0:8080", "--url is http://0.0.0.0:8080, which others can reach, and there are no keys; give Http:ApiKeys")]
    [InlineData(
        "serve --check --url http://127.0.0.1:1 --set Http:Urls:0=http://127.0.0.1:2",
        "--url http://127.0.0.1:1 and --set Http:Urls:0=http://127.0.0.1:2 say the same; leave one of them out.")]
    public async Task An_error_names_the_flag(string arguments, string error) => (await JudgerTool.RunAsync(arguments.Split(' '))).AssertError(error);

    [Theory]
    [InlineData("--model")]
    [InlineData("--name")]
    [InlineData("--device")]
    [InlineData("--url")]
    public async Task A_flag_without_a_character_is_refused(string flag) =>
        (await JudgerTool.RunAsync("serve", "--check", flag, "")).AssertError($"{flag} is empty; give a ");

    [Fact]
    public async Task Names_and_devices_are_counted()
    {
        var model = EmbeddedModelFolder.CopyTo(_folder["mine"]);

        (await JudgerTool.RunAsync("serve", "--check", "--model", model, "--name", "a", "--name", "b"))
            .AssertError("--name is given 2 times and --model once; give one name for each model.");
        (await JudgerTool.RunAsync("serve", "--check", "--model", model, "--device", "cpu:0", "--device", "cuda:0"))
            .AssertError("--device is given 2 times and --model once; give one device for all models, or one for each.");
    }

    [Fact]
    public async Task A_port_that_is_in_use_comes_with_another_url_to_try()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        (await JudgerTool.RunAsync("serve", "--device", "simulated:0", "--url", $"http://127.0.0.1:{port}")).AssertError(
            $"--url is http://127.0.0.1:{port}, but port {port} of 127.0.0.1 is in use;", $"such as --url http://127.0.0.1:{(port == 65535 ? 1 : port + 1)}.");
    }

    [Fact]
    public async Task A_checkpoint_is_not_a_model_folder_and_the_error_says_how_it_becomes_one()
    {
        var checkpoint = Path.Combine(Guides.Repository.Root, "src", "Judger.TinyModel", "Checkpoint");

        (await JudgerTool.RunAsync("serve", "--check", "--model", checkpoint))
            .AssertError("is a checkpoint; make a model folder of it with `judger export --checkpoint ", "--output DIR`.");
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_named_by_its_flag()
    {
        var model = EmbeddedModelFolder.CopyTo(_folder["mine"]);
        await File.WriteAllTextAsync(Path.Combine(model, "decoder.onnx"), "no graph", TestContext.Current.CancellationToken);

        (await JudgerTool.RunAsync("serve", "--model", model, "--url", "http://127.0.0.1:0")).AssertError($"--model {model}, slot ", "altered or cut off");
    }
}
