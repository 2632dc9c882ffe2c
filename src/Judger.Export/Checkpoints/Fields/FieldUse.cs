namespace Judger.Export.Checkpoints.Fields;

/// <summary>What the exporter does with a field of a configuration file.</summary>
internal enum FieldUse
{
    /// <summary>It is read, and honoured or refused by what it says.</summary>
    Read,

    /// <summary>It may have only the values that the graphs and the engine stand for.</summary>
    Fixed,

    /// <summary>It changes neither pixels nor tokens nor logits of the exported model, whatever it says.</summary>
    Inert,
}
