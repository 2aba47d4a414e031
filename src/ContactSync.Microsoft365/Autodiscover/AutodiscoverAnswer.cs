namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>What a server said, whichever form it was asked in.</summary>
internal abstract record AutodiscoverAnswer
{
    /// <summary>The address of Exchange Web Services.</summary>
    public sealed record Found(string EwsUrl) : AutodiscoverAnswer;

    /// <summary>To ask the same at another URL.</summary>
    public sealed record OtherUrl(string Url) : AutodiscoverAnswer;

    /// <summary>To ask for another mail address.</summary>
    public sealed record OtherAddress(string EmailAddress) : AutodiscoverAnswer;

    /// <summary>No.</summary>
    /// <param name="Reason">The server's code and words.</param>
    /// <param name="IsAddressUnknown">Whether it is about the address, and not about the question.</param>
    public sealed record Refused(string Reason, bool IsAddressUnknown) : AutodiscoverAnswer;

    /// <summary>Chooses among the addresses that a server gave for those outside and those inside of the organisation's network.</summary>
    public static AutodiscoverAnswer OfUrls(string? outside, string? inside) => (outside ?? inside) is { } url
        ? new Found(url)
        : new Refused("it names no address of Exchange Web Services", IsAddressUnknown: false);
}
