using Judger.TinyModel.World;
using Judger.Training.Data;
using Judger.Training.Model;
using Judger.Training.Tokenizers;
using static TorchSharp.torch;

namespace Judger.Training.Tests.Support;

/// <summary>The embedded model's input and words on a twentieth of its parameters.</summary>
internal static class SmallModel
{
    public static PromptTokenizer Tokenizer { get; } = PromptTokenizer.ForWorld();

    public static ModelGeometry Geometry { get; } = new()
    {
        Vocabulary = Tokenizer.Vocabulary,
        VisionHidden = 32,
        VisionIntermediate = 48,
        VisionLayers = 2,
        VisionHeads = 2,
        Hidden = 48,
        Intermediate = 64,
        Layers = 2,
        Heads = 2,
    };

    public static QuestionData Data { get; } = new(Geometry, new SegmentWriter(Tokenizer));

    public static LlavaModel Create(int seed = 1) => new(Geometry, seed, ScalarType.Float32);

    /// <summary>The first batch of a stream that has what a test is about.</summary>
    public static QuestionBatch Draw(Func<WorldRandom, QuestionBatch> draw, Func<QuestionBatch, bool> hasIt) =>
        Enumerable.Range(0, 100).Select(i => draw(new WorldRandom(11, (ulong)i))).First(hasIt);

    /// <summary>Shifts every parameter a little, so that biases and norms do not stand at 0 and 1.</summary>
    public static void Disturb(LlavaModel model, int seed)
    {
        var random = new WorldRandom((ulong)seed);
        model.Parameters.Write(Array.ConvertAll(model.Parameters.Read(), value => (float)((value * random.Between(0.7, 1.3)) + random.Between(-0.08, 0.08))));
    }
}
