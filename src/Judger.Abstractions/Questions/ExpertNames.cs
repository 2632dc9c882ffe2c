namespace Judger;

/// <summary>The names of the built-in experts.</summary>
public static class ExpertNames
{
    /// <summary>The model judges its own answer by the crop.</summary>
    public const string Self = "self";

    /// <summary>The known answer judges.</summary>
    public const string Reference = "reference";

    /// <summary>True for the experts that every silo has.</summary>
    public static bool IsBuiltIn(string name) => name is Self or Reference;
}
