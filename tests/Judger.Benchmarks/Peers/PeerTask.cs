using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Peers;

/// <summary>Something that all peers are asked to do.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Rounds">How often it is measured: what takes seconds less often.</param>
/// <param name="Prepare">What is done once before, outside the measured time.</param>
/// <param name="Run">What is measured.</param>
internal sealed record PeerTask(string Name, int Rounds, Action<PeerSide> Prepare, Action<PeerSide> Run)
{
    private const string EncodeName = "encode";
    private const int Prompt = 600;
    private const int Suffix = 25;
    private const int Answer = 20;
    private const int LanePrompt = 64;
    private const int MostRounds = 5, RoundsOfPrefill = 3, RoundsOfQuestion = 2;
    private const double LeastOfQuestion = 2.5;

    /// <summary>Whether a round before does not count. The longest tasks come last, when all that they use has been used.</summary>
    public bool WarmsUp => Rounds > RoundsOfQuestion;

    /// <summary>Floating-point operations in linear layers, where these are what takes the time.</summary>
    public double Flops { get; init; }

    /// <summary>Decode steps of one sequence after the other, where reading the weights is what takes the time.</summary>
    public int Steps { get; init; }

    /// <summary>Whether images are encoded, so that it is asked only of engines that can.</summary>
    public bool NeedsEncoder { get; init; }

    /// <summary>Whether it stands for one with images, so that it is asked only of engines that cannot encode any.</summary>
    public bool IsForBlind { get; init; }

    /// <summary>How many times as fast as llama.cpp this engine has to be.</summary>
    public double Least { get; init; } = 1;

    /// <summary>The tasks, in the order in which they are to be asked.</summary>
    /// <param name="model">The model.</param>
    /// <param name="steps">Decode steps of one measurement.</param>
    public static IReadOnlyList<PeerTask> All(PeerModel model, int steps)
    {
        var vocabulary = model.Shape.Geometry.Vocabulary;
        var tokens = new Random(1).GetItems(Enumerable.Range(3, vocabulary - 3).ToArray(), Prompt + Suffix + Answer + steps);
        var text = Prompt - model.Eyes.Geometry.Patches;

        // Four-bit models have the encoder of the eight-bit ones, which is measured there.
        PeerTask[] encode = model.Precision == ModelPrecision.Int4
            ? []
            : [new(EncodeName, MostRounds, _ => { }, side => side.Encoder!.Encode(0)) { NeedsEncoder = true, Flops = model.Eyes.EncodeFlops }];
        return
        [
            .. encode,
            new($"prefill {Prompt}", RoundsOfPrefill, _ => { }, side => side.Peer.Prefill(0, Of(0, Prompt))) { Flops = Prompt * model.Shape.LinearFlops },

            // These two are behind the prompt that the task before has left in the caches.
            new($"append {Suffix}", MostRounds, _ => { }, side => side.Peer.Prefill(Prompt, Of(Prompt, Suffix))) { Flops = Suffix * model.Shape.LinearFlops },
            new("decode", MostRounds, _ => { }, side => Steps(side.Peer, Prompt, steps)) { Steps = steps },
            new(
                $"decode, batch of {IPeer.Lanes}", MostRounds, side => side.Peer.BeginBatch(Of(0, LanePrompt)), side => StepsOfAll(side.Peer, steps))
            {
                Steps = steps,
            },

            // The passes of a three-stage question, each behind what the engine holds already: an answer, the general prompt, an answer with a crop.
            new("question's decoder passes", RoundsOfQuestion, _ => { }, side => Ask(side, false)) { IsForBlind = true },
            new("question", RoundsOfQuestion, _ => { }, side => Ask(side, true)) { NeedsEncoder = true, Least = LeastOfQuestion },
        ];

        ReadOnlySpan<int> Of(int first, int count) => tokens.AsSpan(first, count);

        void Steps(IPeer peer, int past, int count)
        {
            for (var i = 0; i < count; i++) peer.Step(past + i, tokens[(past + i) % tokens.Length]);
        }

        void StepsOfAll(IPeer peer, int count)
        {
            for (var i = 0; i < count; i++) peer.StepBatch(LanePrompt + i, Of(i, IPeer.Lanes));
        }

        void Ask(PeerSide side, bool encodes)
        {
            See(side, 0, 0, encodes);
            Steps(side.Peer, Prompt + Suffix, Answer);
            side.Peer.Prefill(Prompt, Of(Prompt + 1, Suffix));
            See(side, 1, Prompt, encodes);
            Steps(side.Peer, (2 * Prompt) + Suffix, Answer);
        }

        // Text, a picture, and the question about it.
        void See(PeerSide side, int picture, int past, bool encodes)
        {
            if (encodes)
            {
                side.Encoder!.Encode(picture);
                side.Peer.Prefill(past, Of(picture, text), side.Encoder.Features, Of(Prompt, Suffix));
            }
            else
            {
                side.Peer.Prefill(past, Of(picture, Prompt + Suffix));
            }
        }
    }

    /// <summary>Whether a peer is asked. A split decoder has the image encoder of one that is not.</summary>
    public bool Takes(PeerSide side) =>
        (Name != EncodeName || side.Kind != PeerKind.JudgerSplit) && (side.Encoder is null ? !NeedsEncoder : !IsForBlind || side.Kind.IsOurs());
}
