namespace Judger;

/// <summary>The stages of a question.</summary>
[GenerateSerializer, Alias("judger.QuestionStage")]
public enum QuestionStage
{
    /// <summary>Stage I: the answer from the whole image.</summary>
    Baseline,

    /// <summary>Stage II, first half: relative attention and the box.</summary>
    Locate,

    /// <summary>Stage II, second half: the answer from image and crop.</summary>
    Refine,

    /// <summary>Stage III: an expert judges.</summary>
    Judge,

    /// <summary>Stage III: the answer with the judgment.</summary>
    Correct,

    /// <summary>Stage III: the expert chooses between the refined answer and its last correction.</summary>
    Choose,
}
