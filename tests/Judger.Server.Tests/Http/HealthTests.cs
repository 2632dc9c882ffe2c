using System.Net;
using Judger.Grains.Engines;
using Judger.Grains.Slots;
using Judger.Inference.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Tests.Http;

/// <summary>What the health endpoints say, and what becomes of questions, when a device fails.</summary>
public sealed class HealthTests
{
    private const int Questions = 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_whose_devices_work_is_live_and_ready()
    {
        await using var silo = await HttpSilo.StartAsync();

        Assert.Equal((HttpStatusCode.OK, "live"), await GetAsync(silo, "live"));
        Assert.Equal((HttpStatusCode.OK, "ready"), await GetAsync(silo, "ready"));
    }

    [Fact]
    public async Task With_two_slots_no_question_fails_when_one_device_fails_at_every_step()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Slots = [Slot(0, SimulatedFault.EachStep), Slot(1, SimulatedFault.None)]);

        var answers = await Task.WhenAll(Enumerable.Range(0, Questions).Select(_ => silo.PostAsync(silo.Question())));
        for (var i = 0; i < Questions; i++) answers = [.. answers, await silo.PostAsync(silo.Question())];

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var (status, text) = await GetAsync(silo, "ready");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("the device of slot local/simulated:0/", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_device_that_fails_at_every_step_is_named_and_questions_are_told_to_come_back()
    {
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Slots = [Slot(0, SimulatedFault.EachStep)];
            options.Questions.SlotTimeout = TimeSpan.Zero;
        });

        var failed = 0;
        for (var i = 0; i < Questions; i++)
        {
            var answer = await silo.PostAsync(silo.Question());
            if (answer.StatusCode == HttpStatusCode.InternalServerError) failed++;
            else Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        Assert.InRange(failed, 1, 8);
        var (status, text) = await GetAsync(silo, "ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("not ready: the device of slot local/simulated:0/", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(silo, "live")).Status);
    }

    [Fact]
    public async Task An_engine_that_has_stopped_for_good_is_named_and_ends_the_process()
    {
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Slots = [Slot(0, SimulatedFault.Lost)];
            options.Questions.SlotTimeout = TimeSpan.Zero;
            options.Devices.EndProcess = false;
        });

        await silo.PostAsync(silo.Question());

        foreach (var endpoint in new[] { "live", "ready" })
        {
            var (status, text) = await GetAsync(silo, endpoint);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.StartsWith($"not {endpoint}: the engine of slot local/simulated:0/", text, StringComparison.Ordinal);
        }

        var exit = new RecordedExit();
        var engines = silo.Services.GetRequiredService<EngineRegistry>();
        foreach (var (ends, expected) in new[] { ((bool?)false, 0), (null, IProcessExit.Restart) })
        {
            using var watch = new EngineWatch(
                engines,
                new() { EndProcess = ends },
                exit,
                TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLogger<EngineWatch>.Instance);
            watch.Look();
            watch.Look();
            Assert.Equal(expected, exit.Code);
        }

        Assert.Equal(1, exit.Times);
    }

    private static SlotOptions Slot(int number, SimulatedFault fault) => new()
    {
        Device = $"simulated:{number}",
        Simulated = new()
        {
            Fault = fault,
            Encode = TimeSpan.Zero,
            PrefillToken = TimeSpan.Zero,
            DecodeStep = TimeSpan.FromMilliseconds(1),
            DecodeSequence = TimeSpan.Zero,
        },
    };

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpSilo silo, string endpoint)
    {
        using var response = await silo.Client.GetAsync(new Uri($"/health/{endpoint}", UriKind.Relative), Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private sealed class RecordedExit : IProcessExit
    {
        public int Code { get; private set; }

        public int Times { get; private set; }

        public void End(int exitCode) => (Code, Times) = (exitCode, Times + 1);
    }
}
