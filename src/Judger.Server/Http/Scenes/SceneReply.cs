namespace Judger.Server.Http.Scenes;

/// <summary>A scene of the synthetic world.</summary>
internal sealed record SceneReply
{
    /// <summary>The number that it was drawn by.</summary>
    public required int Seed { get; init; }

    /// <summary>The picture.</summary>
    public required SceneImage Image { get; init; }

    /// <summary>Questions about it.</summary>
    public required IReadOnlyList<SceneQuestion> Questions { get; init; }
}

/// <summary>A scene's picture.</summary>
internal sealed record SceneImage
{
    /// <summary>Always image/png.</summary>
    public string MediaType { get; } = "image/png";

    /// <summary>In pixels.</summary>
    public required int Width { get; init; }

    /// <summary>In pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The file's bytes in base64.</summary>
    public required byte[] Data { get; init; }
}

/// <summary>A question about a scene, with its true answer.</summary>
internal sealed record SceneQuestion
{
    /// <summary>The question.</summary>
    public required string Text { get; init; }

    /// <summary>The true answer.</summary>
    public required string Answer { get; init; }
}
