namespace Judger.Server.Tests.Http.Hostile;

/// <summary>Bytes that were damaged: by chance, and the same for the same number.</summary>
internal static class Mutation
{
    private static readonly byte[][] Extremes = [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0xFF], [0]];

    /// <summary>Bytes like those of a seed, with one to four damages.</summary>
    /// <param name="seed">The bytes that are right.</param>
    /// <param name="number">Chooses the damages.</param>
    /// <param name="tokens">Pieces that mean something to whoever reads the bytes; they are put in at places where they do not belong.</param>
    public static byte[] Of(byte[] seed, int number, IReadOnlyList<byte[]> tokens)
    {
        var random = new Random(number);
        List<byte> bytes = [.. seed];
        for (var damages = random.Next(1, 5); damages > 0 && bytes.Count > 0; damages--) Damage(bytes, random, tokens);
        return [.. bytes];
    }

    private static void Damage(List<byte> bytes, Random random, IReadOnlyList<byte[]> tokens)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                var noise = new byte[length];
                random.NextBytes(noise);
                bytes.InsertRange(at, noise);
                break;
            case 5:
                var extreme = Extremes[random.Next(Extremes.Length)];
                for (var i = 0; i < extreme.Length && at + i < bytes.Count; i++) bytes[at + i] = extreme[i];
                break;
            case 6:
                bytes.Reverse(at, length);
                break;
            default:
                if (tokens.Count > 0) bytes.InsertRange(at, tokens[random.Next(tokens.Count)]);
                break;
        }
    }
}
