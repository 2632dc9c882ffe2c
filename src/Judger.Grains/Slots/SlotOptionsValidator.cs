namespace Judger.Grains.Slots;

/// <summary>Holds a silo's slots against what can be started, all errors at once.</summary>
public static class SlotOptionsValidator
{
    /// <summary>All that is wrong, each error naming the key and the remedy; empty when the slots are valid.</summary>
    public static IReadOnlyList<string> Errors(IReadOnlyList<SlotOptions> slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        var errors = new List<string>();
        for (var i = 0; i < slots.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(slots[i].Device)) errors.Add($"Slots:{i}:Device is empty; name a device, such as cpu:0.");
            if (!slots[i].IsSimulated && string.IsNullOrWhiteSpace(slots[i].ModelFolder))
                errors.Add($"Slots:{i}:ModelFolder is empty; name a folder that `judger export` wrote.");
            if (slots[i].Weight is not (> 0 and < double.PositiveInfinity)) errors.Add($"Slots:{i}:Weight is {slots[i].Weight}; give a number greater than 0.");
            if (slots[i].Roles == ModelRole.None || (slots[i].Roles & ~ModelRole.All) != 0)
                errors.Add($"Slots:{i}:Roles is {slots[i].Roles}; name at least one of Baseline, Cropper, JudgedAnswer.");
            errors.AddRange(slots[i].Engine.Errors($"Slots:{i}:Engine"));
            if (slots[i].Simulated is { } simulated) errors.AddRange(simulated.Errors($"Slots:{i}:Simulated"));
        }

        foreach (var shared in slots
            .GroupBy(slot => (slot.Device, slot.ModelFolder, slot.Simulated))
            .Where(group => group.Select(slot => slot.Engine).Distinct().Count() > 1))
        {
            errors.Add(
                $"The slots of {shared.Key.Device} with {shared.First().ModelName} share one engine and give it different options; give all of them the same.");
        }
        foreach (var twice in slots.GroupBy(slot => $"{slot.Device}/{slot.ModelName}", StringComparer.Ordinal).Where(group => group.Count() > 1))
            errors.Add($"Slot {twice.Key} is listed {twice.Count()} times; list it once with all its roles.");
        return errors;
    }
}
