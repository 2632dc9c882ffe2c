using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Judger.Training.Model;

/// <summary>The whole model: vision encoder, projector, decoder, over one parameter store.</summary>
internal sealed class LlavaModel : IDisposable
{
    private readonly PackingTables _tables;

    public LlavaModel(ModelGeometry geometry, int seed, ScalarType compute)
        : this(geometry, new ParameterStore(new ParameterLayout(geometry, seed), compute), new PackingTables(geometry, compute))
    {
    }

    public LlavaModel(ModelGeometry geometry, ParameterStore parameters)
        : this(geometry, parameters, new PackingTables(geometry, parameters.Compute))
    {
    }

    private LlavaModel(ModelGeometry geometry, ParameterStore parameters, PackingTables tables)
    {
        Geometry = geometry;
        Parameters = parameters;
        _tables = tables;
        Vision = new VisionEncoder(geometry, parameters);
        Language = new LanguageModel(geometry, parameters, tables);
    }

    public ModelGeometry Geometry { get; }

    public ParameterStore Parameters { get; }

    public VisionEncoder Vision { get; }

    public LanguageModel Language { get; }

    /// <summary>A model with the same values and a gradient of its own.</summary>
    public LlavaModel Replica() => new(Geometry, Parameters.Replica(), _tables);

    /// <summary>Patch features [n, patches, vision hidden] as decoder inputs [n, patches, hidden].</summary>
    public Tensor Project(Tensor features)
    {
        var hidden = F.gelu(F.linear(features, Parameters["multi_modal_projector.linear_1.weight"], Parameters["multi_modal_projector.linear_1.bias"]));
        return F.linear(hidden, Parameters["multi_modal_projector.linear_2.weight"], Parameters["multi_modal_projector.linear_2.bias"]);
    }

    /// <summary>The shared prefix [BOS, image, crop?] of a batch as decoder inputs.</summary>
    public Tensor Prefix(Tensor beginOfSequence, Tensor image, Tensor? crop)
    {
        var start = Language.Embed(beginOfSequence).view(1, 1, Geometry.Hidden).expand(image.shape[0], 1, Geometry.Hidden);
        return crop is null ? torch.cat([start, Project(image)], 1) : torch.cat([start, Project(image), Project(crop)], 1);
    }

    public void Dispose() => Parameters.Dispose();
}
