using ContactSync.Engine.Planning;

namespace ContactSync.Engine;

/// <summary>What became of a mailbox in a run.</summary>
/// <param name="Report">The report.</param>
/// <param name="Plan">What was to be done, where it came so far and plans are kept; carried out unless the report says otherwise.</param>
public sealed record MailboxOutcome(SyncReport Report, PhoneBookPlan? Plan = null);
