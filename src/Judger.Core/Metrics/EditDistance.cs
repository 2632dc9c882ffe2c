namespace Judger.Core.Metrics;

/// <summary>Levenshtein's distance: how many characters have to be inserted, removed or replaced to make one text of another.</summary>
public static class EditDistance
{
    /// <summary>The distance of two texts, by UTF-16 code units.</summary>
    public static int Of(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);

        // One row of the table: distances from the beginning of a to each beginning of b.
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
