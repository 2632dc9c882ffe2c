namespace Judger.TinyModel.World;

/// <summary>The shapes of the world's objects.</summary>
public enum SceneShape
{
    Circle,
    Square,
    Triangle,
    Cross,
    Star,
}
