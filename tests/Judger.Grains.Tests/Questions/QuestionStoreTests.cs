using Judger.Grains.Questions;
using Orleans.Storage;

namespace Judger.Grains.Tests.Questions;

/// <summary>Changes of a record meet each other and storage that is away, and none is lost.</summary>
public sealed class QuestionStoreTests
{
    private static readonly AskRequest Asked = new() { Images = [default], Question = "?" };

    private readonly FakeStorage _storage = new();
    private readonly QuestionStore _store;

    public QuestionStoreTests() => _store = new(_storage, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_that_come_while_another_is_saved_are_applied_to_what_it_made()
    {
        _storage.Hold();
        var first = _store.UpdateAsync(_ => New(), Token);
        var second = _store.UpdateAsync(record => record! with { IsBackground = true }, Token);
        var third = _store.UpdateAsync(record => record! with { Stages = [new() { Stage = QuestionStage.Baseline, Outcome = new StageSkipped("") }] }, Token);

        _storage.Release();
        await Task.WhenAll(first, second, third);

        Assert.True(_storage.Saved!.IsBackground);
        Assert.Single(_storage.Saved.Stages);
        Assert.InRange(_storage.Writes, 1, 2);
    }

    [Fact]
    public async Task Storage_that_is_away_for_a_while_is_waited_for()
    {
        _storage.FailNext(3);

        await _store.UpdateAsync(_ => New(), Token);

        Assert.NotNull(_storage.Saved);
        Assert.Equal(4, _storage.Writes);
    }

    [Fact]
    public async Task When_the_time_is_over_the_change_waits_for_the_next_one()
    {
        _storage.FailNext(int.MaxValue);
        using var budget = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.UpdateAsync(_ => New(), budget.Token));

        Assert.Equal("The question could not be saved. Ask again under the same id when the storage is back.", error.Message);
        Assert.NotNull(_store.Record);
        _storage.FailNext(0);
        await _store.UpdateAsync(record => record! with { IsBackground = true }, Token);
        Assert.True(_storage.Saved!.IsBackground);
    }

    [Fact]
    public async Task What_the_storage_says_to_callers_is_told_to_them()
    {
        // Orleans puts it into words of its own.
        _storage.Failure = new OrleansException("Error from storage provider X.", new StorageUnavailableException("It is away."));
        _storage.FailNext(int.MaxValue);
        using var budget = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.UpdateAsync(_ => New(), budget.Token));

        Assert.Equal("It is away.", error.Message);
    }

    [Fact]
    public async Task Storage_that_does_not_answer_ends_with_the_time_too()
    {
        _storage.Hold();
        using var budget = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.UpdateAsync(_ => New(), budget.Token));

        Assert.StartsWith("The question could not be saved in time: the storage does not answer.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_owner_s_save_is_told_to_everybody_who_waits()
    {
        _storage.Hold();
        var first = _store.UpdateAsync(_ => New(), Token);
        var second = _store.UpdateAsync(record => record! with { IsBackground = true }, Token);

        _storage.Release(new InconsistentStateException("other", "mine", new InvalidOperationException()));

        await Assert.ThrowsAsync<InconsistentStateException>(() => first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => second);
    }

    private static QuestionRecord New() => new() { Id = QuestionId.Parse("q"), Request = Asked };

    private sealed class FakeStorage : IPersistentState<QuestionState>
    {
        private TaskCompletionSource? _held;
        private int _failures;

        public QuestionRecord? Saved { get; private set; }

        public int Writes { get; private set; }

        public Exception Failure { get; set; } = new IOException("away");

        public QuestionState State { get; set; } = new();

        public string Etag => "";

        public bool RecordExists => Saved is not null;

        public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release(Exception? error = null)
        {
            if (error is null) _held!.SetResult();
            else _held!.SetException(error);
        }

        public void FailNext(int times) => _failures = times;

        public async Task WriteStateAsync()
        {
            Writes++;
            var record = State.Record;
            if (_held is { } held) await held.Task;
            if (_failures > 0)
            {
                _failures--;
                throw Failure;
            }

            Saved = record;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();

        public Task ReadStateAsync() => throw new NotSupportedException();
    }
}
