using Judger.Export.Onnx;

namespace Judger.Export.Tests.Cuda;

/// <summary>Follows the types of values through a graph and says which nodes have no CUDA kernel.</summary>
internal static class CudaCheck
{
    private static readonly IReadOnlyDictionary<string, CudaKernel> Kernels = CudaKernel.ReadAll();

    public static IReadOnlyList<string> Problems(GraphProto graph)
    {
        var problems = new List<string>();
        var types = graph.Input.ToDictionary(input => input.Name, input => NameOf(input.Type.TensorType.ElemType), StringComparer.Ordinal);
        foreach (var constant in graph.Initializer) types[constant.Name] = NameOf(constant.DataType);
        foreach (var node in graph.Node)
        {
            var name = $"{(node.Domain.Length == 0 ? "ai.onnx" : node.Domain)}.{node.OpType}";
            if (!Kernels.TryGetValue(name, out var kernel)) problems.Add($"{name} has no CUDA kernel that is known");
            else problems.AddRange(Check(node, kernel, types));
            if (kernel is null) foreach (var output in node.Output) types[output] = "unknown";
        }

        return problems;
    }

    private static IEnumerable<string> Check(NodeProto node, CudaKernel kernel, Dictionary<string, string> types)
    {
        if (!kernel.ServesTheVersion) yield return $"{kernel.Operator} of version {kernel.OperatorVersion} is not served by the kernel of {kernel.First}";
        var bound = new Dictionary<string, string>();
        for (var i = 0; i < node.Input.Count; i++)
        {
            if (node.Input[i].Length == 0) continue;
            var type = types.GetValueOrDefault(node.Input[i], "undefined");
            if (kernel.InputAt(i) is not { } variable) yield return $"{kernel.Operator} has no input {i}";
            else if (!kernel.Types[variable].Contains(type)) yield return $"{kernel.Operator} has no kernel for {variable} = {type}";
            else if (!bound.TryAdd(variable, type) && bound[variable] != type)
                yield return $"{kernel.Operator} mixes {bound[variable]} and {type} as {variable}";
        }

        if (node.OpType == "Cast") bound["T2"] = NameOf((int)node.Attribute.Single(attribute => attribute.Name == "to").I);
        for (var i = 0; i < node.Output.Count; i++)
            types[node.Output[i]] = bound.GetValueOrDefault(kernel.Outputs[i]) ?? kernel.Types[kernel.Outputs[i]].Last();
        if (node.OpType == "Cast" && !kernel.Types["T2"].Contains(bound["T2"])) yield return $"{kernel.Operator} has no kernel for T2 = {bound["T2"]}";
    }

    private static string NameOf(int type) => (ElementType)type switch
    {
        ElementType.Float32 => "float",
        var other => $"{other}".ToLowerInvariant(),
    };
}
