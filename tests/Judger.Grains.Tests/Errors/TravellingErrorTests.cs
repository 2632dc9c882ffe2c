using Judger.Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Judger.Grains.Tests.Errors;

/// <summary>Errors keep type, message and code on the wire between silos.</summary>
public sealed class TravellingErrorTests(JudgerSilo silo)
{
    public static TheoryData<Type> ErrorTypes =>
        [.. typeof(JudgerException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(JudgerException)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(ErrorTypes))]
    public void An_error_arrives_as_it_was_sent(Type type)
    {
        var serializer = silo.Services.GetRequiredService<Serializer>();
        var sent = (JudgerException)Activator.CreateInstance(type, "What went wrong; what to do.", new InvalidOperationException("The cause."))!;

        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(sent));

        var error = Assert.IsType<JudgerException>(arrived, exactMatch: false);
        Assert.Equal((type, sent.Message, sent.Code), (error.GetType(), error.Message, error.Code));
        Assert.Equal("The cause.", Assert.IsType<InvalidOperationException>(error.InnerException).Message);
    }

    [Fact]
    public void Codes_are_not_shared() =>
        Assert.Equal(
            ErrorTypes.Count, ErrorTypes.Select(row => ((JudgerException)Activator.CreateInstance(row.Data, "Because.", null)!).Code).Distinct().Count());
}
