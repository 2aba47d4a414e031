namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>A contact's picture as it came: its bytes and its media type.</summary>
internal sealed record ContactPhoto(byte[] Bytes, string ContentType);
