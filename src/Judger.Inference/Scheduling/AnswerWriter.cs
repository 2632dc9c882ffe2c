using Judger.Inference.Constraints;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Sampling;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Scheduling;

/// <summary>The answer of one sequence as it grows: tokens, log-probabilities, text, and what was to be captured.</summary>
internal sealed class AnswerWriter
{
    private readonly GenerationRequest _request;
    private readonly int[] _candidates;
    private readonly Sampler _sampler;
    private readonly AnswerConstraint? _constraint;
    private readonly List<double> _logProbabilities;
    private readonly List<float[]>? _logits;

    // The most probable tokens of all positions, and where those of each position end.
    private readonly List<(int Token, double LogProbability)> _mostProbable;
    private readonly List<int> _mostProbableEnds;
    private float[]? _row;
    private double[] _candidateLogProbabilities = [];
    private AnswerText? _text;

    // What decides whether a token would have been chosen without the draft; null where all positions were computed as they are without one.
    private DraftRecord? _drafts;

    public AnswerWriter(PreparedRequest prepared)
    {
        (_request, _candidates, _constraint) = (prepared.Request, prepared.CandidateTokens, prepared.Constraint);
        _sampler = new(_request.Sampling, prepared.SeenTokens, _request.MaxNewTokens, _request.TopLogProbabilities);
        Tokens = new(_request.MaxNewTokens);
        _logProbabilities = new(_request.MaxNewTokens);
        _logits = _request.CaptureLogits ? [] : null;
        _mostProbable = new(_request.MaxNewTokens * _request.TopLogProbabilities);
        _mostProbableEnds = new(_request.TopLogProbabilities > 0 ? _request.MaxNewTokens : 0);
    }

    public List<int> Tokens { get; }

    /// <summary>How many of the answer's tokens the lane holds. All but the last, unless they are computed anew.</summary>
    public int Computed { get; private set; }

    /// <summary>The token that is computed next.</summary>
    public int Next => Tokens[Computed];

    /// <summary>Tokens of the draft that were verified.</summary>
    public int Drafted { get; private set; }

    /// <summary>Those of them that the answer has.</summary>
    public int Accepted { get; private set; }

    /// <summary>Why the answer is complete; null while it is not.</summary>
    public StopReason? Stop { get; private set; }

    /// <summary>Why there can be no answer; null where nothing is wrong.</summary>
    public InferenceException? Failure { get; private set; }

    /// <summary>Takes what the prompt's last position gave.</summary>
    public void Begin(ReadOnlySpan<float> logits, ReadOnlySpan<float> row, ModelParts model)
    {
        if (_request.CaptureAttention) _row = row.ToArray();
        if (_candidates.Length > 0)
        {
            var probabilities = new LogProbabilities(logits);
            _candidateLogProbabilities = new double[_candidates.Length];
            for (var i = 0; i < _candidates.Length; i++) _candidateLogProbabilities[i] = probabilities[_candidates[i]];
        }

        if (_request.StopTexts.Count > 0) _text = new(model.Tokenizer, _request.StopTexts);
        _request.Progress?.Begin(new(model.Tokenizer, _request.StopTexts, Tokens, _logProbabilities));
        if (_request.MaxNewTokens > 0) Choose(logits, model);
        else
        {
            _logits?.Add(logits.ToArray());
            Stop = StopReason.MaxTokens;
        }
    }

    /// <summary>
    /// Hands the row over. Called when the prompt's runs are known to be there, so that what is asked next finds all of them.
    /// </summary>
    public void ShowAttention()
    {
        if (_row is { } row) _request.EarlyAttention?.Set(new(row, _logProbabilities is [var first, ..] ? first : null));
    }

    /// <summary>
    /// Takes what the prompt's last position and the draft's gave: the draft's tokens up to the first that is not the model's own choice, and that choice.
    /// </summary>
    public void Begin(IDraftLogits logits, IReadOnlyList<int> draft, int drafted, ModelParts model, DraftRecord drafts)
    {
        Begin(logits[0], [], model);
        Drafted = drafted;

        // The prompt's last position rounds as it does without a draft. All that is computed behind a token of the draft does not.
        while (Accepted < drafted && Stop is null && Failure is null && Tokens.Count == Accepted + 1 && Tokens[Accepted] == draft[Accepted])
        {
            Accepted++;
            _drafts = drafts;
            Add(logits[Accepted], model);
        }

        // What follows is computed one at a time, but behind keys and values of the draft.
        if (_drafts is not null && Stop is null && _request.MaxNewTokens - Tokens.Count > drafts.Reach) Restart();
    }

    /// <summary>Takes what the position of <see cref="Next"/> gave, and chooses the token behind it.</summary>
    public void Add(ReadOnlySpan<float> logits, ModelParts model)
    {
        Computed++;

        // It is known already: what is computed anew are the keys and values.
        if (Computed < Tokens.Count) return;
        Choose(logits, model);
    }

    private void Choose(ReadOnlySpan<float> logits, ModelParts model)
    {
        var mask = _constraint is null ? default : _constraint.Mask;
        if (_constraint is not null && !mask.ContainsAnyExcept(0UL))
        {
            Failure = new UnwritableAnswerException();
            return;
        }

        var chosen = _sampler.NextWithin(logits, mask, _drafts is null ? 0 : RoundingMargin.Of(model.Manifest.Precision, logits));
        _drafts?.Add(isClear: chosen is not null);
        if (chosen is not var (token, logProbability))
        {
            Restart();
            return;
        }

        _logits?.Add(logits.ToArray());
        if (model.Manifest.Tokens.IsEnd(token))
        {
            Stop = StopReason.EndOfSequence;
            return;
        }

        if (IsStop(token))
        {
            Stop = StopReason.Stop;
            return;
        }

        Tokens.Add(token);
        _logProbabilities.Add(logProbability);
        if (_request.TopLogProbabilities > 0)
        {
            _mostProbable.AddRange(_sampler.MostProbable);
            _mostProbableEnds.Add(_mostProbable.Count);
        }

        _constraint?.Take(token);
        if (_text?.Update(Tokens) == true) Stop = StopReason.Stop;
        else if (_constraint?.IsComplete == true) Stop = StopReason.EndOfSequence;
        else if (Tokens.Count == _request.MaxNewTokens) Stop = StopReason.MaxTokens;
        _request.Progress?.Advance(Tokens.Count);
    }

    /// <summary>
    /// Computes the answer's tokens one at a time from the first on, as they are without a draft. Those that are there stay: they lead clearly.
    /// </summary>
    private void Restart() => (Computed, _drafts) = (0, null);

    public Generation ToGeneration(ITokenizer tokenizer, WorkCount work, PhaseTimes times) => new()
    {
        Text = _text?.Text ?? tokenizer.Decode(Tokens),
        Tokens = [.. Tokens.Select((id, index) => Token(id, index, tokenizer))],
        AttentionRow = _row,
        CandidateLogProbabilities = _candidateLogProbabilities,
        Logits = _logits ?? [],
        MaxNewTokens = _request.MaxNewTokens,
        Stop = Stop!.Value,
        Work = work,
        Times = times,
    };

    /// <summary>Whoever reads the answer need not wait for more.</summary>
    /// <param name="isComplete">Whether it is an answer.</param>
    public void End(bool isComplete)
    {
        _request.Progress?.End(isComplete);
        _request.EarlyAttention?.End();
    }

    private AnswerToken Token(int id, int index, ITokenizer tokenizer)
    {
        var token = new AnswerToken(id, tokenizer.Piece(id), _logProbabilities[index]);
        if (_request.TopLogProbabilities == 0) return token;
        var start = index == 0 ? 0 : _mostProbableEnds[index - 1];
        var most = _mostProbable.GetRange(start, _mostProbableEnds[index] - start);
        return token.WithBytes(tokenizer) with
        {
            Top = [.. most.Select(other => new AnswerToken(other.Token, tokenizer.Piece(other.Token), other.LogProbability).WithBytes(tokenizer))],
        };
    }

    private bool IsStop(int token)
    {
        for (var i = 0; i < _request.StopTokens.Count; i++)
        {
            if (_request.StopTokens[i] == token) return true;
        }

        return false;
    }
}
