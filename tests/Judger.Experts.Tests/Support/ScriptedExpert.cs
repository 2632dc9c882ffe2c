namespace Judger.Experts.Tests.Support;

/// <summary>Plays its outcomes, replies or exceptions, in order; the last one again and again.</summary>
internal sealed class ScriptedExpert(Func<CancellationToken, Task> before, object[] outcomes) : IExpert
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public string Name => "scripted";

    public async Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref _calls);
        await before(cancellationToken);
        return outcomes[Math.Min(call, outcomes.Length) - 1] is ExpertReply reply ? reply : throw (Exception)outcomes[Math.Min(call, outcomes.Length) - 1];
    }

    public Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken) =>
        Task.FromResult(new ExpertChoice(ChosenAnswer.None));
}
