namespace Judger.Grains.Routing;

/// <summary>The turn of a question that may become a suspect while it is called for, and then goes on alone.</summary>
/// <param name="gate">Gives turns.</param>
/// <param name="isHeld">Whether the question has its turn already.</param>
internal sealed class SuspectTurn(SuspectGate gate, bool isHeld) : IDisposable
{
    private IDisposable? _turn;

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!isHeld) _turn ??= await gate.EnterAsync(cancellationToken);
    }

    public void Dispose() => _turn?.Dispose();
}
