using Judger.Inference.Contract;
using Judger.Inference.Errors;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests;

/// <summary>A simulated device breaks as a real one does, so that what watches devices can be tested.</summary>
public sealed class SimulatedFaultTests
{
    private readonly SimulatedFaults _faults = new();

    private static GenerationRequest Request { get; } = Judger.Inference.Tests.Scheduling.Simulation.Ask(
        "what is it?", Judger.Inference.Tests.Scheduling.Simulation.Image(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_that_fails_each_step_fails_each_request_and_works_again_when_it_is_mended()
    {
        await using var engine = SimulatedDevice.Start(
            Judger.Inference.Tests.Scheduling.Simulation.Model with { Fault = SimulatedFault.EachStep }, new(), faults: _faults);
        for (var i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<DeviceFailedException>(() => engine.GenerateAsync(Request, Token));
            Assert.Contains("fails each step", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal((EngineHealth.Working, TimeSpan.Zero), (engine.Health, engine.Status.Backlog));
        _faults.Current = SimulatedFault.None;
        Assert.NotEmpty((await engine.GenerateAsync(Request, Token)).Text);
    }

    [Fact]
    public async Task A_device_that_is_lost_stops_its_engine_for_good_and_the_engine_says_so()
    {
        await using var engine = SimulatedDevice.Start(Judger.Inference.Tests.Scheduling.Simulation.Model, new(), faults: _faults);
        Assert.NotEmpty((await engine.GenerateAsync(Request, Token)).Text);
        Assert.True(engine.Health.IsWorking);

        _faults.Current = SimulatedFault.Lost;
        await Assert.ThrowsAnyAsync<InferenceException>(() => engine.GenerateAsync(Request, Token));
        _faults.Current = SimulatedFault.None;

        var stopped = await Assert.ThrowsAsync<EngineStoppedException>(() => engine.GenerateAsync(Request, Token));
        Assert.IsType<DeviceLostException>(stopped.InnerException);
        Assert.Equal((false, "device_lost"), (engine.Health.IsWorking, engine.Health.Code));
        Assert.Contains("the simulated device was lost", engine.Health.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_hangs_stops_its_engine_for_good_and_fails_what_runs_and_waits()
    {
        var options = new EngineOptions { Workers = 1, Lanes = 1, StepTimeout = TimeSpan.FromSeconds(1) };
        var engine = SimulatedDevice.Start(Judger.Inference.Tests.Scheduling.Simulation.Model, options, faults: _faults);
        Assert.NotEmpty((await engine.GenerateAsync(Request, Token)).Text);

        _faults.Current = SimulatedFault.Hang;
        foreach (var request in new[] { engine.GenerateAsync(Request, Token), engine.GenerateAsync(Request, Token) })
        {
            var stopped = await Assert.ThrowsAsync<EngineStoppedException>(() => request);
            Assert.IsType<DeviceHangsException>(stopped.InnerException);
        }

        Assert.Equal((false, "device_hangs"), (engine.Health.IsWorking, engine.Health.Code));
        Assert.Contains("has not finished a step for 1 s", engine.Health.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EngineStoppedException>(() => engine.GenerateAsync(Request, Token));

        // Whoever ends the process does not wait for it.
        await engine.DisposeAsync();
        _faults.Current = SimulatedFault.None;
    }

    [Fact]
    public async Task A_device_that_hangs_for_less_than_a_step_may_take_goes_on()
    {
        await using var engine = SimulatedDevice.Start(
            Judger.Inference.Tests.Scheduling.Simulation.Model, new() { StepTimeout = TimeSpan.FromMinutes(1) }, faults: _faults);
        _faults.Current = SimulatedFault.Hang;
        var request = engine.GenerateAsync(Request, Token);
        await Task.Delay(TimeSpan.FromMilliseconds(200), Token);
        Assert.False(request.IsCompleted);
        _faults.Current = SimulatedFault.None;
        Assert.NotEmpty((await request).Text);
    }

    [Fact]
    public async Task An_engine_that_is_disposed_keeps_the_health_that_it_had()
    {
        var engine = SimulatedDevice.Start(Judger.Inference.Tests.Scheduling.Simulation.Model, new());
        await engine.DisposeAsync();
        Assert.True(engine.Health.IsWorking);
    }
}
