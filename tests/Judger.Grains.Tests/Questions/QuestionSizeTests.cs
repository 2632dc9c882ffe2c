using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Judger.Grains.Questions;
using Judger.Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Judger.Grains.Tests.Questions;

/// <summary>What storage counts for a question is what the question has: also of members that are new.</summary>
public sealed class QuestionSizeTests(JudgerSilo silo)
{
    private const int Letters = 10_000;

    public static TheoryData<Type> Outcomes =>
        [.. typeof(StageOutcome).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(StageOutcome)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Every_text_and_list_of_a_record_counts(Type outcome)
    {
        var record = (QuestionRecord)Filled(typeof(QuestionRecord), outcome)!;
        var serialized = silo.Services.GetRequiredService<Serializer>().SerializeToArray(record).Length;

        // A letter is two bytes in memory and one when it is serialized.
        var counted = new QuestionState { Record = record }.StoredBytes;

        Assert.InRange(counted, 1.8 * Texts(record), 4.0 * serialized);
    }

    [Fact]
    public void A_small_record_is_small() => Assert.InRange(
        new QuestionState
        {
            Record = new() { Id = JudgerSilo.NewId(), Request = new() { Images = [ImageDigest.Of([1])], Question = "What is it?" } },
        }.StoredBytes,
        500,
        4000);

    private static long Texts(object? value) => value switch
    {
        null => 0,
        string text => text.Length,
        IEnumerable items => items.Cast<object?>().Sum(Texts),
        _ when value.GetType().Namespace == typeof(QuestionRecord).Namespace && !value.GetType().IsEnum =>
            Settable(value.GetType()).Sum(property => Texts(property.GetValue(value))),
        _ => 0,
    };

    // A type that holds its own kind holds it once.
    private static object? Filled(Type type, Type outcome, Type? inside = null)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return new string('x', Letters);
        if (plain == typeof(StageOutcome)) return Filled(outcome, outcome);
        if (plain == typeof(QuestionId)) return JudgerSilo.NewId();
        if (plain == typeof(ImageDigest)) return ImageDigest.Of([1]);
        if (plain == typeof(SlotKey)) return new SlotKey("silo", "device", "model");
        if (plain.IsArray) return Array.CreateInstance(plain.GetElementType()!, Letters);
        if (plain == typeof(IReadOnlyDictionary<int, double>)) return new Dictionary<int, double> { [1] = 1, [2] = 2 };
        if (plain.IsGenericType && plain.IsAssignableTo(typeof(IEnumerable)))
        {
            var items = Array.CreateInstance(plain.GetGenericArguments()[0], 2);
            for (var i = 0; i < items.Length; i++) items.SetValue(Filled(plain.GetGenericArguments()[0], outcome, inside), i);
            return items;
        }

        if (plain.IsValueType) return Activator.CreateInstance(plain);
        var filled = RuntimeHelpers.GetUninitializedObject(plain);
        foreach (var property in Settable(plain))
        {
            var isOwn = property.PropertyType.GenericTypeArguments.Contains(plain);
            if (!isOwn || inside != plain) property.SetValue(filled, Filled(property.PropertyType, outcome, isOwn ? plain : null));
        }

        return filled;
    }

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite && property.GetIndexParameters().Length == 0);
}
