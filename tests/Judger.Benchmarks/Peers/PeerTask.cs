namespace Judger.Benchmarks.Peers;

/// <summary>Something that all peers are asked to do.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Prepare">What is done once before, outside the measured time.</param>
/// <param name="Run">What is measured.</param>
/// <param name="Prefilled">Positions that are prefilled.</param>
/// <param name="Steps">Decode steps.</param>
internal sealed record PeerTask(string Name, Action<IPeer> Prepare, Action<IPeer> Run, int Prefilled, int Steps)
{
    /// <summary>The name of the one that is a whole question.</summary>
    public const string Question = "question";

    private const int Prompt = 600;
    private const int Suffix = 25;
    private const int Answer = 20;
    private const int LanePrompt = 64;

    /// <summary>The tasks.</summary>
    /// <param name="vocabulary">Tokens that there are.</param>
    /// <param name="steps">Decode steps of one measurement.</param>
    public static IReadOnlyList<PeerTask> All(int vocabulary, int steps)
    {
        var tokens = new Random(1).GetItems(Enumerable.Range(3, vocabulary - 3).ToArray(), Prompt + Suffix + Answer + steps);
        return
        [
            new($"prefill {Prompt}", _ => { }, peer => peer.Prefill(0, Of(0, Prompt)), Prompt, 0),
            new($"append {Suffix}", peer => peer.Prefill(0, Of(0, Prompt)), peer => peer.Prefill(Prompt, Of(Prompt, Suffix)), Suffix, 0),
            new("decode", peer => peer.Prefill(0, Of(0, Prompt)), peer => Steps(peer, Prompt, steps), 0, steps),
            new($"decode, batch of {IPeer.Lanes}", peer => peer.BeginBatch(Of(0, LanePrompt)), peer => StepsOfAll(peer, steps), 0, steps),

            // The passes of a three-stage question, each behind what the engine holds already: an answer, the general prompt, an answer with a crop.
            new(Question, _ => { }, Ask, (2 * Prompt) + (3 * Suffix), 2 * Answer),
        ];

        ReadOnlySpan<int> Of(int first, int count) => tokens.AsSpan(first, count);

        void Steps(IPeer peer, int past, int count)
        {
            for (var i = 0; i < count; i++) peer.Step(past + i, tokens[past + i]);
        }

        void StepsOfAll(IPeer peer, int count)
        {
            for (var i = 0; i < count; i++) peer.StepBatch(LanePrompt + i, Of(i, IPeer.Lanes));
        }

        void Ask(IPeer peer)
        {
            peer.Prefill(0, Of(0, Prompt));
            peer.Prefill(Prompt, Of(Prompt, Suffix));
            Steps(peer, Prompt + Suffix, Answer);
            peer.Prefill(Prompt, Of(Prompt + 1, Suffix));
            peer.Prefill(Prompt, Of(1, Prompt));
            peer.Prefill(2 * Prompt, Of(Prompt, Suffix));
            for (var i = 0; i < Answer; i++) peer.Step((2 * Prompt) + Suffix + i, tokens[i]);
        }
    }
}
