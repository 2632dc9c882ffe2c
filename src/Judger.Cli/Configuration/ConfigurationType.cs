using System.ComponentModel;
using System.Reflection;

namespace Judger.Cli.Configuration;

/// <summary>How the type of an option looks in configuration: one value, a list, or keys of its own.</summary>
internal static class ConfigurationType
{
    /// <summary>True for what is written as one value.</summary>
    public static bool IsValue(Type type) => TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    /// <summary>The type of a list's elements; null for what is not a list.</summary>
    public static Type? ElementOf(Type type) => type == typeof(string)
        ? null
        : type.GetInterfaces().Append(type)
            .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    /// <summary>What can be set below a section.</summary>
    public static IEnumerable<PropertyInfo> KeysOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true });

    /// <summary>What to give for a value, in words.</summary>
    public static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(TimeSpan)) return "a time as hours:minutes:seconds, such as 00:00:30";
        if (type.IsEnum)
        {
            var several = type.IsDefined(typeof(FlagsAttribute), inherit: false) ? ", or several with commas between them" : "";
            return $"one of: {string.Join(", ", Enum.GetNames(type))}{several}";
        }

        return Type.GetTypeCode(type) switch
        {
            >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            _ => "one value",
        };
    }
}
