using System.Diagnostics;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests;

/// <summary>Files of a model that change on the disk after it was loaded.</summary>
public sealed class ChangedModelTests(ModelFixture fixture) : IClassFixture<ModelFixture>, IDisposable
{
    private static readonly GenerationRequest Request = ModelFixture.Ask("what is red?", ModelFixture.Whole(1));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => ["decoder.onnx.data", "vision.onnx.data", ModelFileNames.Embeddings];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_is_cut_off_stops_the_engine_and_not_the_process(string name)
    {
        await using var engine = Start();
        await engine.GenerateAsync(Request, Token);

        // Where leases are granted, this waits until the engine has stopped.
        using (var file = File.Open(_folder.PathOf(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(0);

        await AssertStoppedAsync(engine, name);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_is_written_stops_the_engine_before_it_answers(string name)
    {
        await using var engine = Start();
        var expected = (await engine.GenerateAsync(Request, Token)).Tokens;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asking = Task.Run(
            async () =>
            {
                // Whatever is answered before the end, is right.
                while (true) Assert.Equal(expected, (await engine.GenerateAsync(Request, stop.Token)).Tokens);
            },
            stop.Token);

        using (var file = File.Open(_folder.PathOf(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.Write(new byte[file.Length]);

        await Assert.ThrowsAsync<EngineStoppedException>(() => asking.WaitAsync(Patience, Token));
        await AssertStoppedAsync(engine, name);
    }

    [Fact]
    public async Task An_engine_that_nobody_asks_notices_too()
    {
        await using var engine = Start();

        File.SetLastWriteTimeUtc(_folder.PathOf("decoder.onnx.data"), DateTime.UnixEpoch);

        await AssertStoppedAsync(engine, "decoder.onnx.data");
    }

    [Fact]
    public void A_write_whose_time_was_set_back_is_found_by_the_digest()
    {
        var path = Copied("decoder.onnx.data");
        var digest = ModelFile.Measure(path).Sha256;

        // One that .NET can set back to the nanosecond.
        var time = DateTime.UnixEpoch;
        File.SetLastWriteTimeUtc(path, time);
        using var watched = new WatchedFile(path);

        // As where no lease is granted: another process could have had the file open before.
        watched.Release();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.False(watched.IsChanged(stream => Digests.Sha256(stream) == digest));
        using (var file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = file.Length / 2;
            file.Write([1, 2, 3, 4]);
        }

        File.SetLastWriteTimeUtc(path, time);

        Assert.False(watched.IsWritten);
        Assert.True(watched.IsChanged(stream => Digests.Sha256(stream) == digest));
    }

    [Fact]
    public async Task Names_and_permissions_may_change_and_the_folder_may_be_replaced()
    {
        await using var engine = Start();
        var expected = (await engine.GenerateAsync(Request, Token)).Tokens;

        foreach (var name in Files) Touch(_folder.PathOf(name));
        await Task.Delay(TimeSpan.FromSeconds(1), Token);

        Assert.True(engine.Health.IsWorking, engine.Health.Reason);
        Assert.Equal(expected, (await engine.GenerateAsync(Request, Token)).Tokens);

        static void Touch(string path)
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Move(path, path + ".old");
            File.WriteAllText(path, "another file");
            File.Delete(path + ".old");
        }
    }

    [Fact]
    public async Task Who_cuts_a_file_off_waits_for_the_step_that_reads_it_where_leases_are_granted()
    {
        Copied("decoder.onnx.data");
        using var proceed = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parts = ModelParts.Load(ModelFolder.Open(_folder.Location), ModelFixture.Options);
        await using var engine = new InferenceEngine(
            parts with
            {
                Decoder = new HookedDecoder(parts.Decoder, step =>
                {
                    entered.TrySetResult();
                    proceed.Wait(Token);
                }),
            },
            ModelFixture.Options);
        var asked = engine.GenerateAsync(Request, Token);
        await entered.Task;

        var writing = Task.Run(() => File.Open(_folder.PathOf("decoder.onnx.data"), FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite).Dispose(), Token);
        await Task.Delay(TimeSpan.FromSeconds(1), Token);

        // A step still reads the file: it is whole, and nobody gets an answer any more. Elsewhere the step had not begun.
        Assert.Equal(GrantsLeases(), !writing.IsCompleted);
        Assert.Equal(GrantsLeases(), new FileInfo(_folder.PathOf("decoder.onnx.data")).Length > 0);
        Assert.Equal("model_changed", engine.Health.Code);
        proceed.Set();
        await writing.WaitAsync(Patience, Token);
        await Assert.ThrowsAsync<EngineStoppedException>(() => asked);
    }

    public void Dispose() => _folder.Dispose();

    private bool GrantsLeases()
    {
        var path = _folder.PathOf("lease");
        File.WriteAllText(path, "x");
        using var file = File.OpenHandle(path);
        return FileLease.TryTake(file);
    }

    private InferenceEngine Start()
    {
        Copied("decoder.onnx.data");
        return OnnxEngine.Load(_folder.Location, ModelFixture.Options);
    }

    private string Copied(string name)
    {
        foreach (var file in Directory.GetFiles(fixture.Model.Location)) File.Copy(file, _folder.PathOf(Path.GetFileName(file)));
        return _folder.PathOf(name);
    }

    private async Task AssertStoppedAsync(InferenceEngine engine, string name)
    {
        for (var clock = Stopwatch.StartNew(); engine.Health.IsWorking && clock.Elapsed < Patience;) await Task.Delay(50, Token);
        Assert.Equal("model_changed", engine.Health.Code);
        Assert.StartsWith($"{_folder.PathOf(name)} was changed on the disk", engine.Health.Reason, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<EngineStoppedException>(() => engine.GenerateAsync(Request, Token));
        Assert.Contains(_folder.PathOf(name), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", error.Message, StringComparison.Ordinal);
    }
}
