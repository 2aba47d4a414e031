namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>The forms in which a server can be asked.</summary>
public enum AutodiscoverForm
{
    /// <summary>Version 2, at autodiscover.json; without sign-in.</summary>
    Json,

    /// <summary>GetUserSettings, at autodiscover.svc.</summary>
    Soap,

    /// <summary>Plain old XML, at autodiscover.xml.</summary>
    Pox,
}

/// <summary>What came of a question.</summary>
public enum AutodiscoverOutcome
{
    /// <summary>The address of Exchange Web Services.</summary>
    Found,

    /// <summary>Another URL, or another mail address, to ask for; it was followed.</summary>
    Redirected,

    /// <summary>Another place that must not be followed: not https, in another domain, or once more the same.</summary>
    RedirectRefused,

    /// <summary>The server is Exchange and does not know the address.</summary>
    AddressUnknown,

    /// <summary>The server did not accept the account.</summary>
    SignInRefused,

    /// <summary>The server wants a sign-in that was not given.</summary>
    SignInNeeded,

    /// <summary>The server answers, but not to this question.</summary>
    NoAnswer,

    /// <summary>No connection to the server.</summary>
    Unreachable,
}

/// <summary>One question to one server.</summary>
/// <param name="Form">How it was asked.</param>
/// <param name="Address">Where.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">The same in words: the address found, the status, the server's own words.</param>
public sealed record AutodiscoverStep(AutodiscoverForm Form, Uri Address, AutodiscoverOutcome Outcome, string Detail)
{
    /// <summary>The step as one line.</summary>
    public override string ToString() => $"{Form} {Address.GetLeftPart(UriPartial.Path)}: {Detail}";
}
