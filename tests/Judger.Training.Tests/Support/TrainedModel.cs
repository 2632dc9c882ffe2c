using System.Globalization;
using Judger.Training.Model;
using Judger.Training.Optimization;
using Judger.Training.Runs;
using TorchSharp;

namespace Judger.Training.Tests.Support;

/// <summary>A small model with its optimiser, trained step by step.</summary>
internal sealed class TrainedModel : IDisposable
{
    private readonly TempFolder _folder = new();

    public TrainedModel(int seed = 1, Func<ParameterGroup, double>? rates = null)
    {
        Model = SmallModel.Create(seed);
        Optimizer = new AdamW(Model.Parameters);
        if (rates is not null) Optimizer.SetGroupRates(rates);
    }

    public LlavaModel Model { get; }

    public AdamW Optimizer { get; }

    /// <summary>One forward and backward pass; returns what it told the learning curve.</summary>
    public IReadOnlyDictionary<string, double> Pass(Action<LlavaModel, LearningCurve> pass)
    {
        using var scope = torch.NewDisposeScope();
        var curve = new LearningCurve(_folder.Root);
        pass(Model, curve);
        curve.Report("test", 0);
        var path = _folder.At("learning-curve.csv");
        var rows = File.ReadAllLines(path).Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(cells => cells[2], cells => double.Parse(cells[3], CultureInfo.InvariantCulture));
        File.Delete(path);
        return rows;
    }

    /// <summary>The same pass before and after one update by its gradient.</summary>
    public (IReadOnlyDictionary<string, double> Before, IReadOnlyDictionary<string, double> After) Step(Action<LlavaModel, LearningCurve> pass)
    {
        var before = Pass(pass);
        Optimizer.Update([Model], 1e-3);
        return (before, Pass(pass));
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
        _folder.Dispose();
    }
}
