namespace Judger.TinyModel.World;

/// <summary>The colours of the world's objects. No two objects of a scene share one.</summary>
public enum SceneColor
{
    Red,
    Green,
    Blue,
    Yellow,
    Purple,
    Orange,
    Cyan,
    Pink,
}
