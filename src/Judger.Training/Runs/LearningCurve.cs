using System.Globalization;

namespace Judger.Training.Runs;

/// <summary>Collects losses and accuracies between reports and appends them to learning-curve.csv (phase, step, measure, value).</summary>
internal sealed class LearningCurve(string folder)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (double Sum, double Count)> _measures = new(StringComparer.Ordinal);

    public void AddLoss(string name, double value) => AddScore(name, value, 1);

    public void AddScore(string name, double right, double all)
    {
        lock (_lock)
        {
            var (sum, count) = _measures.GetValueOrDefault(name);
            _measures[name] = (sum + right, count + all);
        }
    }

    /// <summary>Writes the means since the last report and returns them as one line.</summary>
    public string Report(string phase, int step)
    {
        lock (_lock)
        {
            var means = _measures.Where(measure => measure.Value.Count > 0).Select(measure => (measure.Key, Mean: measure.Value.Sum / measure.Value.Count)).ToList();
            _measures.Clear();
            var path = Path.Combine(folder, "learning-curve.csv");
            if (!File.Exists(path)) File.WriteAllText(path, "phase,step,measure,value\n");
            File.AppendAllLines(path, means.Select(mean => string.Create(CultureInfo.InvariantCulture, $"{phase},{step},{mean.Key},{mean.Mean:F5}")));
            return string.Join("  ", means.Select(mean => string.Create(CultureInfo.InvariantCulture, $"{mean.Key} {mean.Mean:F3}")));
        }
    }
}
