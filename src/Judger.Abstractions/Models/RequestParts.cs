namespace Judger;

/// <summary>Parts of a request that a model may not have been trained on.</summary>
[Flags, GenerateSerializer, Alias("judger.RequestParts")]
public enum RequestParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="AskRequest.Instructions"/>.</summary>
    Instructions = 1,

    /// <summary><see cref="AskRequest.Turns"/>; the images of earlier turns are shown with the question.</summary>
    Turns = 2,

    /// <summary><see cref="AskOptions.Form"/>: the answer is short.</summary>
    Form = 4,
}
