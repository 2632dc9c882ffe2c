using Judger.Export.Families.Llava;
using Judger.Export.Synthetic.Families;

namespace Judger.Export.Synthetic;

/// <summary>The tensors of a LLaVA checkpoint of some geometry and naming, in order.</summary>
internal sealed class CheckpointLayout
{
    private readonly TensorList _list = new();
    private readonly LlavaTensorNames _names;
    private readonly bool _isTied;

    public CheckpointLayout(SyntheticGeometry geometry)
    {
        _names = geometry.Naming switch
        {
            TensorNaming.HuggingFace => LlavaTensorNames.HuggingFace,
            TensorNaming.NewerHuggingFace => LlavaTensorNames.NewerHuggingFace,
            _ => LlavaTensorNames.Original,
        };
        _isTied = geometry.Tied;
        var file = CheckpointConfig.FileOf(geometry);
        new TowerLayout(_list, Vision).AddClip(file.Vision);
        _list.AddLinear(ProjectorFirst, geometry.Hidden, geometry.VisionHidden);
        _list.AddLinear(ProjectorSecond, geometry.Hidden, geometry.Hidden);
        TextLayout.Add(_list, Language, Head, file.Text);
    }

    public string Vision => _names.Vision;

    public string ProjectorFirst => _names.ProjectorFirst;

    public string ProjectorSecond => _names.ProjectorSecond;

    public string Language => _names.Language;

    public string Head => _isTied ? _names.Embeddings : _names.Head;

    public IReadOnlyList<LayoutTensor> Tensors => _list.Tensors;
}
