using Judger.TinyModel.World;

namespace Judger.Training.Data;

/// <summary>One prompt and its answer behind the shared image prefix of a scene.</summary>
/// <param name="Prompt">Token ids of the prompt's text; its last token is where attention is read.</param>
/// <param name="Answer">Token ids of the answer, the end of sequence last.</param>
/// <param name="Role">What it teaches.</param>
/// <param name="Target">The object asked about, or what could be taken for it: attention is supervised towards it.</param>
/// <param name="Named">The prompt's token that names an answer to be compared with what is seen: half of the attention belongs there.</param>
internal sealed record Segment(int[] Prompt, int[] Answer, SegmentRole Role, SceneObject? Target, int? Named = null);
