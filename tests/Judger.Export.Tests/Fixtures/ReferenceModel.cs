using Judger.Export.Synthetic;

namespace Judger.Export.Tests.Fixtures;

/// <summary>
/// LLaVA-1.5's forward pass as plainly as it can be written: whole sequences, no cache, sums in double. CLIP (arXiv 2103.00020), Llama (arXiv 2302.13971).
/// </summary>
internal sealed class ReferenceModel(RandomCheckpoint checkpoint)
{
    private readonly SyntheticGeometry _g = checkpoint.Geometry;

    /// <summary>Pixels [3, side, side] to embeddings [patches][hidden].</summary>
    public double[][] Encode(ReadOnlySpan<float> pixels)
    {
        var prefix = checkpoint.Vision;
        var x = new double[_g.Patches + 1][];
        x[0] = Vector(prefix + "embeddings.class_embedding");
        for (var patch = 0; patch < _g.Patches; patch++) x[patch + 1] = Convolve(pixels, patch);
        for (var i = 0; i < x.Length; i++)
        {
            var position = Row(prefix + "embeddings.position_embedding.weight", i, _g.VisionHidden);
            x[i] = LayerNorm(Add(x[i], position), prefix + "pre_layrnorm");
        }

        var layers = _g.FeatureLayer < 0 ? _g.VisionLayers + 1 + _g.FeatureLayer : _g.FeatureLayer;
        for (var i = 0; i < layers; i++) x = VisionLayer(x, $"{prefix}encoder.layers.{i}.");
        return [.. x.Skip(1).Select(h => Linear(Array.ConvertAll(Linear(h, checkpoint.ProjectorFirst), Gelu), checkpoint.ProjectorSecond))];
    }

    /// <summary>The embedding of a token.</summary>
    public double[] Embed(int token) => Row(checkpoint.Language + "embed_tokens.weight", token, _g.Hidden);

    /// <summary>Logits of the last position of a sequence, and its attention to every position at one layer, mean over heads.</summary>
    public (double[] Logits, double[] AttentionRow) Run(IReadOnlyList<double[]> embeddings, int attentionLayer)
    {
        double[][] x = [.. embeddings];
        double[] row = [];
        for (var i = 0; i < _g.Layers; i++)
        {
            var layer = $"{checkpoint.Language}layers.{i}.";
            double[][] normed = [.. x.Select(h => RmsNorm(h, layer + "input_layernorm.weight"))];
            var q = normed.Select((h, at) => Rotate(Multiply(h, layer + "self_attn.q_proj.weight"), at)).ToArray();
            var k = normed.Select((h, at) => Rotate(Multiply(h, layer + "self_attn.k_proj.weight"), at)).ToArray();
            var v = normed.Select(h => Multiply(h, layer + "self_attn.v_proj.weight")).ToArray();
            var attended = Attend(q, k, v, _g.Heads, _g.KeyValueHeads, causal: true, out var last);
            if (i == attentionLayer) row = last;
            for (var at = 0; at < x.Length; at++)
            {
                var h = Add(x[at], Multiply(attended[at], layer + "self_attn.o_proj.weight"));
                var n = RmsNorm(h, layer + "post_attention_layernorm.weight");
                var gate = Array.ConvertAll(Multiply(n, layer + "mlp.gate_proj.weight"), value => value / (1 + Math.Exp(-value)));
                var up = Multiply(n, layer + "mlp.up_proj.weight");
                x[at] = Add(h, Multiply([.. gate.Zip(up, (a, b) => a * b)], layer + "mlp.down_proj.weight"));
            }
        }

        return (Multiply(RmsNorm(x[^1], checkpoint.Language + "norm.weight"), checkpoint.Head), row);
    }

    private double[][] VisionLayer(double[][] x, string layer)
    {
        double[][] normed = [.. x.Select(h => LayerNorm(h, layer + "layer_norm1"))];
        double[][] Project(string name) => [.. normed.Select(h => Linear(h, $"{layer}self_attn.{name}"))];
        var attended = Attend(Project("q_proj"), Project("k_proj"), Project("v_proj"), _g.VisionHeads, _g.VisionHeads, causal: false, out _);
        return [.. x.Select((h, at) =>
        {
            h = Add(h, Linear(attended[at], layer + "self_attn.out_proj"));
            var inner = Linear(LayerNorm(h, layer + "layer_norm2"), layer + "mlp.fc1");
            inner = Array.ConvertAll(inner, value => _g.VisionActivation == "gelu" ? Gelu(value) : value / (1 + Math.Exp(-1.702 * value)));
            return Add(h, Linear(inner, layer + "mlp.fc2"));
        })];
    }

    private static double[][] Attend(double[][] q, double[][] k, double[][] v, int heads, int keyValueHeads, bool causal, out double[] lastRow)
    {
        int size = q[0].Length / heads, length = q.Length;
        var result = new double[length][];
        lastRow = new double[length];
        for (var at = 0; at < length; at++)
        {
            result[at] = new double[heads * size];
            for (var head = 0; head < heads; head++)
            {
                int from = head * size, source = head / (heads / keyValueHeads) * size, visible = causal ? at + 1 : length;
                var p = new double[visible];
                for (var key = 0; key < visible; key++)
                {
                    for (var i = 0; i < size; i++) p[key] += q[at][from + i] * k[key][source + i];
                    p[key] = Math.Exp(p[key] / Math.Sqrt(size));
                }

                var sum = p.Sum();
                for (var key = 0; key < visible; key++)
                {
                    for (var i = 0; i < size; i++) result[at][from + i] += p[key] / sum * v[key][source + i];
                    if (at == length - 1) lastRow[key] += p[key] / sum / heads;
                }
            }
        }

        return result;
    }

    private double[] Convolve(ReadOnlySpan<float> pixels, int patch)
    {
        int side = _g.PatchSize, image = _g.ImageSize, top = patch / _g.GridSide * side, left = patch % _g.GridSide * side;
        var flat = new double[3 * side * side];
        for (var i = 0; i < flat.Length; i++) flat[i] = pixels[(((i / (side * side) * image) + top + (i / side % side)) * image) + left + (i % side)];
        return Multiply(flat, checkpoint.Vision + "embeddings.patch_embedding.weight");
    }

    private double[] Rotate(double[] x, int position)
    {
        var (half, result) = (_g.HeadSize / 2, new double[x.Length]);
        for (var i = 0; i < x.Length; i++)
        {
            var within = i % _g.HeadSize;
            var angle = position * Math.Pow(_g.RopeTheta, -2.0 * (within % half) / _g.HeadSize);
            var partner = within < half ? -x[i + half] : x[i - half];
            result[i] = (x[i] * Math.Cos(angle)) + (partner * Math.Sin(angle));
        }

        return result;
    }

    private double[] RmsNorm(double[] x, string weight)
    {
        var scale = 1 / Math.Sqrt(x.Average(value => value * value) + 1e-5);
        return [.. x.Zip(checkpoint[weight], (value, w) => value * scale * w)];
    }

    private double[] LayerNorm(double[] x, string name)
    {
        var mean = x.Average();
        var scale = 1 / Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + 1e-5);
        return [.. x.Select((value, i) => ((value - mean) * scale * checkpoint[name + ".weight"][i]) + checkpoint[name + ".bias"][i])];
    }

    private double[] Linear(double[] x, string name) => Add(Multiply(x, name + ".weight"), Vector(name + ".bias"));

    private double[] Multiply(double[] x, string weight)
    {
        var w = checkpoint[weight];
        var result = new double[w.Length / x.Length];
        for (var o = 0; o < result.Length; o++)
        {
            for (var i = 0; i < x.Length; i++) result[o] += x[i] * w[(o * x.Length) + i];
        }

        return result;
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (left, right) => left + right)];

    private double[] Vector(string name) => Array.ConvertAll(checkpoint[name], value => (double)value);

    private double[] Row(string name, int row, int width) => Array.ConvertAll(checkpoint[name][(row * width)..((row + 1) * width)], value => (double)value);

    // x * Phi(x), with the error function integrated as its Taylor series: exact to double precision for the arguments of a network.
    private static double Gelu(double x)
    {
        double z = x / Math.Sqrt(2), term = z, sum = z;
        if (Math.Abs(z) > 5) return Math.Max(x, 0);
        for (var n = 1; Math.Abs(term) > 1e-18; n++)
        {
            term *= -z * z / n;
            sum += term / ((2 * n) + 1);
        }

        return x * 0.5 * (1 + (2 / Math.Sqrt(Math.PI) * sum));
    }
}
