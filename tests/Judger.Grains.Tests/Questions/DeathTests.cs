using System.Collections.Concurrent;
using Judger.Grains.Questions;
using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>Silos that die with a question count against it until it has finished another stage.</summary>
public sealed class DeathTests : IAsyncLifetime
{
    // Longer than a silo that was gone before takes to say so.
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(0.6);

    private readonly JudgerSilo _silo = new(new QuestionOptions { MaxDeaths = 2 });
    private readonly ConcurrentDictionary<Pass, int> _deaths = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task One_death_in_each_stage_is_company_that_kills()
    {
        var record = await AskAsync(deathsInEachPass: 1);

        Assert.Equal(3, _deaths.Count);
        Assert.True(record.IsFinished);
        Assert.Equal(0, record.Deaths);
    }

    [Fact]
    public async Task Two_deaths_in_a_stage_are_the_questions_own()
    {
        var error = await Assert.ThrowsAsync<StageFailedException>(() => AskAsync(deathsInEachPass: 2));

        Assert.StartsWith("2 silos died while they worked for the question", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(_deaths).Value);
    }

    private async Task<QuestionRecord> AskAsync(int deathsInEachPass)
    {
        var script = new Script { Before = DieAsync };
        return await _silo.Client.AskAsync(await _silo.PrepareAsync(script, new()), JudgerSilo.NewId(), Token);

        async Task DieAsync(EngineCall call, CancellationToken cancellationToken)
        {
            if (_deaths.GetValueOrDefault(call.Pass) == deathsInEachPass) return;
            _deaths.AddOrUpdate(call.Pass, 1, (_, deaths) => deaths + 1);
            await Task.Delay(Work, cancellationToken);
            throw new SiloUnavailableException("It died.");
        }
    }
}
