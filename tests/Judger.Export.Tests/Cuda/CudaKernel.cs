namespace Judger.Export.Tests.Cuda;

/// <summary>What is known of the CUDA kernel of one operator: a line of <c>cuda-kernels.txt</c>.</summary>
internal sealed record CudaKernel(
    string Operator, int First, int? Last, int OperatorVersion, string[] Inputs, string[] Outputs, IReadOnlyDictionary<string, string[]> Types)
{
    /// <summary>
    /// Whether ONNX Runtime takes the kernel for the operator's version in the exported opset. A kernel without a last version is taken for its first one only,
    /// because nobody knew the later ones when it was written.
    /// </summary>
    public bool ServesTheVersion => OperatorVersion == First || (Last is { } last && First <= OperatorVersion && OperatorVersion <= last);

    public static IReadOnlyDictionary<string, CudaKernel> ReadAll() => File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "cuda-kernels.txt"))
        .Where(line => !line.StartsWith('#'))
        .Select(Read)
        .ToDictionary(kernel => kernel.Operator, StringComparer.Ordinal);

    /// <summary>The type variable of an input; null for one that the operator does not have.</summary>
    public string? InputAt(int index) => index < Inputs.Length && Inputs[index] != "..." ? Inputs[index] : Inputs[^1] == "..." ? Inputs[^2] : null;

    private static CudaKernel Read(string line)
    {
        var parts = line.Split('|', StringSplitOptions.TrimEntries);
        var versions = parts[1].Trim('[', ']', '+').Split(',');
        var signature = parts[3].Split("->");
        return new(
            parts[0],
            int.Parse(versions[0]),
            versions.Length == 2 ? int.Parse(versions[1]) : null,
            int.Parse(parts[2]),
            signature[0].Split(' ', StringSplitOptions.RemoveEmptyEntries),
            signature[1].Split(' ', StringSplitOptions.RemoveEmptyEntries),
            parts[4].Split(';')
                .Select(entry => entry.Split(':'))
                .ToDictionary(entry => entry[0].Trim(), entry => entry[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }
}
