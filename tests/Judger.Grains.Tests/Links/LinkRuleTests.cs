using System.Net;
using Judger.Grains.Links;

namespace Judger.Grains.Tests.Links;

/// <summary>Of two silos that cannot talk exactly one goes, and none where it is not sure that both live.</summary>
public sealed class LinkRuleTests
{
    private static readonly SiloAddress One = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress Other = SiloAddress.New(IPAddress.Loopback, 2, 1);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void One_of_the_two_goes(int slots, int otherSlots)
    {
        var (one, other) = (new LinkRule.Link(One, slots), new LinkRule.Link(Other, otherSlots));

        Assert.NotEqual(LinkRule.GivesUp(4, 2, 2, one, other), LinkRule.GivesUp(4, 2, 2, other, one));
    }

    [Fact]
    public void The_one_with_fewer_slots_stays() => Assert.True(LinkRule.GivesUp(3, 1, 1, new(Other, 0), new(One, 1)));

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(4, 1, 1)]
    [InlineData(4, 0, 0)]
    [InlineData(4, 2, 0)]
    public void A_silo_that_hears_no_majority_or_has_no_witness_gives_up_none(int members, int heard, int witnesses) =>
        Assert.False(LinkRule.GivesUp(members, heard, witnesses, new(Other, 0), new(One, 1)));
}
