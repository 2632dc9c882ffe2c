using Google.Protobuf;
using Judger.Export.Blocks;
using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Models;

/// <summary>A model folder whose decoder does not compute the attention row: one number, spread over the row's length, stands where the row was.</summary>
internal static class RowlessModel
{
    public static void Write(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        var decoder = Path.Combine(to, ModelFileNames.Decoder);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(decoder));
        Strip(model.Graph);
        File.WriteAllBytes(decoder, model.ToByteArray());
        var manifest = ModelFolder.Open(from).Manifest;
        var files = new Dictionary<string, ModelFile>(manifest.Files) { [ModelFileNames.Decoder] = ModelFile.Measure(decoder) };
        ModelFolder.WriteManifest(to, manifest with { Files = files });
    }

    private static void Strip(GraphProto graph)
    {
        graph.Node.Remove(graph.Node.Single(node => node.Output.Contains(AttentionRowBlock.Output)));
        for (var dead = Unused(graph); dead.Count > 0; dead = Unused(graph))
        {
            foreach (var node in dead) graph.Node.Remove(node);
        }

        var builder = new GraphBuilder("row", new(ModelFileNames.WeightsOf("row"), null));
        var position = builder.Op("Cast", [builder.Op("Unsqueeze", ["seqlens_k", builder.Integers(1)])], Attributes.Of("to", (long)ElementType.Float32));
        var length = builder.Op("Cast", [AttentionRowBlock.Length], Attributes.Of("to", (long)ElementType.Int64));
        builder.Name(builder.Op("Expand", [position, builder.Op("Concat", [builder.Integers(1), length], Attributes.Of("axis", 0))]), AttentionRowBlock.Output);
        Append(graph, builder.Model().Graph);
    }

    private static List<NodeProto> Unused(GraphProto graph)
    {
        var used = graph.Node.SelectMany(node => node.Input).Concat(graph.Output.Select(output => output.Name)).ToHashSet(StringComparer.Ordinal);
        return [.. graph.Node.Where(node => !node.Output.Any(used.Contains))];
    }

    private static void Append(GraphProto graph, GraphProto part)
    {
        const string Prefix = "constant.";
        var constants = part.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in part.Initializer)
        {
            tensor.Name = Prefix + tensor.Name;
            graph.Initializer.Add(tensor);
        }

        var made = part.Node.SelectMany(node => node.Output).Where(name => name != AttentionRowBlock.Output).ToHashSet(StringComparer.Ordinal);
        foreach (var node in part.Node)
        {
            node.Name = Prefix + node.Name;
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (constants.Contains(node.Input[i]) || made.Contains(node.Input[i])) node.Input[i] = Prefix + node.Input[i];
            }

            for (var i = 0; i < node.Output.Count; i++)
            {
                if (made.Contains(node.Output[i])) node.Output[i] = Prefix + node.Output[i];
            }

            graph.Node.Add(node);
        }
    }
}
