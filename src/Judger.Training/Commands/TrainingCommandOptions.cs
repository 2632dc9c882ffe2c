using System.CommandLine;
using static TorchSharp.torch;

namespace Judger.Training.Commands;

/// <summary>Options that several commands have.</summary>
internal static class TrainingCommandOptions
{
    private const string Float32 = "float32";
    private const string BFloat16 = "bfloat16";

    public static Option<int> Workers() => new Option<int>("--workers") { Description = "Data-parallel threads.", DefaultValueFactory = _ => 2 }.AtLeast(1);

    public static Option<string> Compute()
    {
        var option = new Option<string>("--compute")
        {
            Description = "Type of the forward and backward pass: float32, or bfloat16 where the processor has AMX.",
            DefaultValueFactory = _ => Float32,
        };
        option.AcceptOnlyFromAmong(Float32, BFloat16);
        return option;
    }

    public static ScalarType Type(string compute) => compute == BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Refuses smaller values.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, T least)
        where T : struct, IComparable<T> => option.Holds(value => value.CompareTo(least) >= 0, $"is at least {least}");

    /// <summary>Refuses given values for which something does not hold.</summary>
    public static Option<T> Holds<T>(this Option<T> option, Func<T, bool> condition, string inWords)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !condition(result.GetValueOrDefault<T>()!)) result.AddError($"{option.Name} {inWords}.");
        });
        return option;
    }
}
