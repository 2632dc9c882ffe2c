using System.Globalization;

namespace Judger.Training.Runs;

/// <summary>Collects losses and accuracies between reports and appends them to learning-curve.csv (phase, step, measure, value).</summary>
internal sealed class LearningCurve(string folder)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (double Sum, double Count)> _measures = new(StringComparer.Ordinal);

    private string Location => Path.Combine(folder, "learning-curve.csv");

    /// <summary>Drops what a run that stopped had written after its last checkpoint: those steps are made again.</summary>
    public void ForgetAfter(string phase, int step)
    {
        if (!File.Exists(Location)) return;
        var kept = File.ReadAllLines(Location)
            .Where(line => line.Split(',') is not [var name, var at, ..] || name != phase || int.Parse(at, CultureInfo.InvariantCulture) <= step);
        File.WriteAllLines(Location, kept.ToList());
    }

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
            var means = _measures
                .Where(measure => measure.Value.Count > 0)
                .Select(measure => (measure.Key, Mean: measure.Value.Sum / measure.Value.Count))
                .ToList();
            _measures.Clear();
            if (!File.Exists(Location)) File.WriteAllText(Location, "phase,step,measure,value\n");
            File.AppendAllLines(Location, means.Select(mean => string.Create(CultureInfo.InvariantCulture, $"{phase},{step},{mean.Key},{mean.Mean:F5}")));
            return string.Join("  ", means.Select(mean => string.Create(CultureInfo.InvariantCulture, $"{mean.Key} {mean.Mean:F3}")));
        }
    }
}
