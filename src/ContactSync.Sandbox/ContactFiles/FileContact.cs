using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles;

/// <summary>A contact as it was read, with the place it came from.</summary>
/// <param name="Draft">The contact.</param>
/// <param name="File">The path as it was given.</param>
/// <param name="Line">The line where it begins, counted from 1.</param>
internal sealed record FileContact(ContactDraft Draft, string File, int Line);
