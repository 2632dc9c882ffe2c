using Judger.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Judger.Training.Optimization;

/// <summary>AdamW (Loshchilov, Hutter 2019) with gradient clipping over the flat parameter vector; rates differ by parameter group.</summary>
internal sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.98;
    private const double Epsilon = 1e-8;
    private const double ClipNorm = 1;

    private readonly ParameterStore _parameters;
    private readonly double _weightDecay;
    private readonly Tensor _first;
    private readonly Tensor _second;
    private readonly Tensor _decay;
    private Tensor _rates;

    public AdamW(ParameterStore parameters, double weightDecay = 0.05)
    {
        _parameters = parameters;
        _weightDecay = weightDecay;
        _first = torch.zeros(parameters.TrainedSize).DetachFromDisposeScope();
        _second = torch.zeros(parameters.TrainedSize).DetachFromDisposeScope();
        _decay = parameters.PerUnit(unit => unit.Decays ? 1 : 0);
        _rates = torch.ones(parameters.TrainedSize).DetachFromDisposeScope();
    }

    /// <summary>Updates made so far, for bias correction.</summary>
    public int Updates { get; private set; }

    /// <summary>Sets each group's learning rate as a multiple of the schedule's; 0 freezes it.</summary>
    public void SetGroupRates(Func<ParameterGroup, double> rate)
    {
        _rates.Dispose();
        _rates = _parameters.PerUnit(unit => (float)rate(unit.Group));
    }

    /// <summary>Starts anew, as for a new phase.</summary>
    public void Reset() => Restore(new float[_parameters.TrainedSize], new float[_parameters.TrainedSize], 0);

    public (float[] First, float[] Second) Read() => (ParameterStore.Read(_first), ParameterStore.Read(_second));

    public void Restore(float[] first, float[] second, int updates)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _first.copy_(torch.tensor(first));
        _second.copy_(torch.tensor(second));
        Updates = updates;
    }

    /// <summary>One update by the mean gradient of the replicas, whose gradients it clears. Returns the gradient's norm before clipping.</summary>
    public double Update(IReadOnlyList<LlavaModel> replicas, double learningRate)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var gradient = torch.zeros(_parameters.TrainedSize);
        foreach (var replica in replicas)
        {
            if (replica.Parameters.Flat.grad is not { } part) continue;
            gradient.add_(part, 1.0 / replicas.Count);
            part.zero_();
        }

        var norm = gradient.norm().item<float>();
        if (!float.IsFinite(norm)) throw new NotFiniteException($"The gradient's norm became {norm} at update {Updates}");
        Updates++;
        gradient.mul_(Math.Min(1, ClipNorm / (norm + 1e-6)));
        _first.mul_(Beta1).add_(gradient, 1 - Beta1);
        _second.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var deviation = _second.div(1 - Math.Pow(Beta2, Updates)).sqrt_().add_(Epsilon);
        var update = _first.div(1 - Math.Pow(Beta1, Updates)).div_(deviation);
        update.add_(_parameters.Flat * _decay, _weightDecay).mul_(_rates);
        _parameters.Flat.add_(update, -learningRate);
        return norm;
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _decay.Dispose();
        _rates.Dispose();
    }
}
