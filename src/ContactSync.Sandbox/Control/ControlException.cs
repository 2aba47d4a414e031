namespace ContactSync.Sandbox.Control;

/// <summary>A control call that makes no sense; the message goes back to the caller.</summary>
internal sealed class ControlException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
