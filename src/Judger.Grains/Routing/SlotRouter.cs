using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Judger.Grains.Slots;

namespace Judger.Grains.Routing;

/// <summary>
/// Chooses the slot that serves an image by rendezvous hashing (Thaler, Ravishankar 1998): questions about one image meet the same caches, and a slot that
/// leaves moves only its own images.
/// </summary>
internal sealed class SlotRouter(SlotCatalog catalog)
{
    /// <summary>The slot for an image among those that serve all the given roles.</summary>
    /// <exception cref="SlotUnavailableException">No slot serves them.</exception>
    public string Route(string imageDigest, ModelRole roles)
    {
        var candidates = catalog.Slots.Where(slot => slot.Roles.HasFlag(roles)).ToList();
        if (candidates.Count == 0)
            throw new SlotUnavailableException($"No slot of the cluster serves {roles}; start a silo with such a slot, or ask again when one has joined.");
        return candidates.MaxBy(slot => Score(slot.Key, imageDigest))!.Key;
    }

    private static ulong Score(string slot, string imageDigest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{slot}\n{imageDigest}"), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
