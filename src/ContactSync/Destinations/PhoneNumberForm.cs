namespace ContactSync;

/// <summary>How a destination writes numbers.</summary>
public enum PhoneNumberForm
{
    /// <summary>As the phone system dials it; where there is no rule, as <see cref="International"/>.</summary>
    Dial,

    /// <summary>International with <c>+</c> (E.164); what cannot be read as a number stays as typed.</summary>
    International,

    /// <summary>As it was typed.</summary>
    AsTyped,
}
