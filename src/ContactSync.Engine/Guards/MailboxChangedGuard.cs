namespace ContactSync.Engine.Guards;

/// <summary>
/// Stops where an address leads to another mailbox than the one its phone book was filled from: made anew, or given to another person. Once
/// lifted there is a phone book of the present mailbox beside the old one, and it is quiet.
/// </summary>
public sealed class MailboxChangedGuard : IGuard
{
    /// <inheritdoc/>
    public string Name => nameof(Errors.MailboxChanged);

    /// <inheritdoc/>
    public SyncException? Check(GuardInput input) => input.HasOtherMailbox
        ? Texts.Catalog.Create(Name, SyncErrorKind.GuardStopped, input.Plan.Owner, input.Plan.Owner, input.Plan.Title)
        : null;
}
