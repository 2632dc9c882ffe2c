using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Judger.Cli.Configuration;

/// <summary>
/// Holds configuration against the options that it is for, before it is bound: the binder's own errors name types, and only the first of them is told.
/// </summary>
internal static class ConfigurationSchema
{
    /// <summary>All that is wrong below a section, each error naming the key below the section and the remedy; empty when it can be bound.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">The type of its options.</param>
    public static IEnumerable<string> Errors(IConfiguration section, Type options) => KeyErrors(section, options, "", new(options));

    private static IEnumerable<string> Errors(IConfigurationSection section, Type type, string path, KnownKeys known)
    {
        var hasChildren = section.GetChildren().Any();
        if (ConfigurationType.ElementOf(type) is { } element) return ListErrors(section, element, path, hasChildren, known);
        if (ConfigurationType.IsValue(type)) return ValueErrors(section, type, path, hasChildren);
        return string.IsNullOrEmpty(section.Value)
            ? KeyErrors(section, type, path, known)
            : [$"{path} is one value, but it has keys of its own; set those, such as {path}:{ConfigurationType.KeysOf(type).First().Name}."];
    }

    private static IEnumerable<string> KeyErrors(IConfiguration section, Type type, string path, KnownKeys known)
    {
        var keys = ConfigurationType.KeysOf(type).ToDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            var below = path.Length == 0 ? child.Key : $"{path}:{child.Key}";
            if (!keys.TryGetValue(child.Key, out var key))
            {
                yield return known.Unknown(path, child.Key, keys.Keys);
                continue;
            }

            foreach (var error in Errors(child, key.PropertyType, path.Length == 0 ? key.Name : $"{path}:{key.Name}", known)) yield return error;
        }
    }

    private static IEnumerable<string> ListErrors(IConfigurationSection section, Type element, string path, bool hasChildren, KnownKeys known)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            // Only single values are said again: what should have keys of its own may hold a secret.
            yield return ConfigurationType.IsValue(element)
                ? $"{path} is \"{section.Value}\", but it takes a list; write \"{Last(path)}\": [\"{section.Value}\"], or --set {path}:0={section.Value}."
                : $"{path} is one value, but it takes a list; write \"{Last(path)}\": [{{ .. }}], "
                    + $"or --set {path}:0:{ConfigurationType.KeysOf(element).First().Name}=..";
        }

        if (!hasChildren) yield break;
        foreach (var child in section.GetChildren())
        {
            if (!int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                var key = ConfigurationType.IsValue(element) ? "" : $":{child.Key}";
                yield return $"{path}:{child.Key} is not a place in a list; count from 0, as in {path}:0{key}.";
                continue;
            }

            if (child.Value is null && !child.GetChildren().Any())
            {
                yield return $"{path}:{child.Key} is null; give {ConfigurationType.Describe(element)}, or leave it out.";
                continue;
            }

            foreach (var error in Errors(child, element, $"{path}:{child.Key}", known)) yield return error;
        }
    }

    private static IEnumerable<string> ValueErrors(IConfigurationSection section, Type type, string path, bool hasChildren)
    {
        if (hasChildren) yield return $"{path} is a list or has keys below it, but it is one value; give {ConfigurationType.Describe(type)}.";
        else if (section.Value is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null)
            yield return $"{path} is null; give {ConfigurationType.Describe(type)}, or leave it out for the default.";
        else if (section.Value is { } value && !CanRead(value, type)) yield return $"{path} is \"{value}\"; give {ConfigurationType.Describe(type)}.";
    }

    private static bool CanRead(string value, Type type)
    {
        if (value.Length == 0 && Nullable.GetUnderlyingType(type) is not null) return true;
        try
        {
            TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException or NotSupportedException
            || exception.InnerException is FormatException or OverflowException)
        {
            return false;
        }
    }

    private static string Last(string path) => path[(path.LastIndexOf(':') + 1)..];
}
