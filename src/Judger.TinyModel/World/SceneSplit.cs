namespace Judger.TinyModel.World;

/// <summary>Which scenes a caller may see. The trainer draws from <see cref="Train"/> and <see cref="Validation"/> only.</summary>
public enum SceneSplit
{
    Train = 1,
    Validation = 2,
    Test = 3,
}
