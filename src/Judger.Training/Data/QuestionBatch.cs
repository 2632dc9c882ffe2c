using Judger.TinyModel.World;
using Judger.Training.Model;

namespace Judger.Training.Data;

/// <summary>Scenes with the same number of segments, packed into arrays for one step. Every scene has a crop or none has.</summary>
internal sealed class QuestionBatch
{
    private const float LaterTokenWeight = 0.2f;
    private const float DescriptionWeight = 0.3f;
    private const float ComparedShare = 0.5f;

    private readonly ModelGeometry _geometry;

    public QuestionBatch(ModelGeometry geometry, IReadOnlyList<ShownScene> scenes)
    {
        _geometry = geometry;
        Scenes = scenes.Count;
        Segments = scenes[0].Segments.Count;
        HasCrop = scenes[0].Crop is not null;
        Length = scenes.SelectMany(scene => scene.Segments).Max(segment => segment.Prompt.Length + segment.Answer.Length - 1);
        Tokens = new long[Scenes * Segments * Length];
        var views = HasCrop ? 2 : 1;
        Images = new float[views * Scenes * geometry.ImageValues];
        DenseLabels = new long[views * Scenes * geometry.Patches * Model.DenseLabels.PerPatch];
        for (var i = 0; i < Scenes; i++) Add(i, scenes[i]);
    }

    public int Scenes { get; }

    /// <summary>Segments of each scene.</summary>
    public int Segments { get; }

    /// <summary>Tokens of each segment, padded.</summary>
    public int Length { get; }

    public bool HasCrop { get; }

    /// <summary>Whole images [scenes, 3, side, side], then, if there are any, crops.</summary>
    public float[] Images { get; }

    /// <summary>Dense labels in the order of <see cref="Images"/>.</summary>
    public long[] DenseLabels { get; }

    /// <summary>Segment token ids [scenes, segments, length].</summary>
    public long[] Tokens { get; }

    /// <summary>Answer tokens: the flat position that predicts it, its id, its weight, the role when it is an answer's first token.</summary>
    public List<SupervisedToken> Answers { get; } = [];

    /// <summary>Attention rows to supervise: the flat position of the last prompt token, and the wanted weights over the image tokens.</summary>
    public List<(long Position, float[] Weights)> AttentionRows { get; } = [];

    /// <summary>
    /// Rows of prompts that name an answer: the flat position of the last prompt token, where among the scene's packed tokens the named answer stands, and
    /// the share of the attention that belongs there: all of it when a judgment names the right answer, half when the answer is to be compared with the image.
    /// </summary>
    public List<(long Position, long Named, float Share)> NamedRows { get; } = [];

    /// <summary>The flat positions of general prompts, whose attention is to be flat over the image.</summary>
    public List<long> FlatRows { get; } = [];

    private void Add(int index, ShownScene shown)
    {
        AddView(index, shown.Scene, PixelBox.Whole(Scene.Size));
        if (shown.Crop is { } crop) AddView(Scenes + index, shown.Scene, crop);
        for (var s = 0; s < Segments; s++) AddSegment(((index * Segments) + s) * Length, s * Length, shown, shown.Segments[s]);
    }

    private void AddView(int slot, Scene scene, PixelBox region)
    {
        var labels = _geometry.Patches * Model.DenseLabels.PerPatch;
        Views.WriteImage(scene, region, Images.AsSpan(slot * _geometry.ImageValues, _geometry.ImageValues));
        Views.WriteDenseLabels(scene, region, _geometry, DenseLabels.AsSpan(slot * labels, labels));
    }

    private void AddSegment(int start, int packed, ShownScene shown, Segment segment)
    {
        var at = start;
        foreach (var token in segment.Prompt) Tokens[at++] = token;
        foreach (var token in segment.Answer.AsSpan(0, segment.Answer.Length - 1)) Tokens[at++] = token;

        var lastPromptToken = start + segment.Prompt.Length - 1;
        for (var i = 0; i < segment.Answer.Length; i++)
        {
            var weight = segment.Role == SegmentRole.Description ? DescriptionWeight : i == 0 ? 1f : LaterTokenWeight;
            Answers.Add(new(lastPromptToken + i, segment.Answer[i], weight, segment.Role, IsFirst: i == 0));
        }

        if (segment.Role == SegmentRole.Description) FlatRows.Add(lastPromptToken);
        else if (segment.Role == SegmentRole.CorrectionNamed) AddNamed(segment.Answer[0], 1);
        else
        {
            if (segment.Named is { } named) AddNamed(named, ComparedShare);
            if (segment.Target is not null)
                AttentionRows.Add((lastPromptToken, AttentionWeights(shown, segment.Target, segment.Named is null ? 1 : 1 - ComparedShare)));
        }

        void AddNamed(int token, float share) => NamedRows.Add((lastPromptToken, packed + Array.LastIndexOf(segment.Prompt, token), share));
    }

    private float[] AttentionWeights(ShownScene shown, SceneObject target, float sum)
    {
        var whole = Views.AttentionTarget(target, PixelBox.Whole(Scene.Size), _geometry);
        if (shown.Crop is not { } region) return [.. whole.Select(weight => weight * sum)];
        var crop = Views.AttentionTarget(target, region, _geometry);
        var share = crop.Any(weight => weight > 0) ? 0.5f : 1f;
        return [.. whole.Select(weight => weight * share * sum), .. crop.Select(weight => weight * 0.5f * sum)];
    }
}
