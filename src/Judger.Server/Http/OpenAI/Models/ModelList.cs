namespace Judger.Server.Http.OpenAI.Models;

/// <summary>The models that the cluster serves.</summary>
internal sealed record ModelList
{
    /// <summary>Always list.</summary>
    public string Object { get; } = "list";

    /// <summary>The models, by name.</summary>
    public required IReadOnlyList<ModelEntry> Data { get; init; }
}

/// <summary>A model that the cluster serves.</summary>
internal sealed record ModelEntry
{
    /// <summary>What requests call it.</summary>
    public required string Id { get; init; }

    /// <summary>Always model.</summary>
    public string Object { get; } = "model";

    /// <summary>The time of the reply, in seconds since 1970: the cluster does not keep when a model was made.</summary>
    public required long Created { get; init; }

    /// <summary>Always judger.</summary>
    public string OwnedBy { get; } = "judger";

    /// <summary>What the model can answer questions about, where its manifest says so. OpenAI's API does not have this member.</summary>
    public string? Scope { get; init; }
}
