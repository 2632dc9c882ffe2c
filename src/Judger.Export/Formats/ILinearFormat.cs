namespace Judger.Export.Formats;

/// <summary>How the weights of linear layers are stored, and multiplied.</summary>
internal interface ILinearFormat
{
    /// <summary>Brings a matrix into the graph.</summary>
    /// <returns>What adds its product with a value <c>[.., inputs]</c> to the graph and returns that value's name, <c>[.., outputs]</c>.</returns>
    Func<string, string> Load(string name, Matrix matrix);
}
