namespace ContactSync;

/// <summary>
/// Who a contact is meant for: the values of the EWS schema (SensitivityChoicesType), those of PR_SENSITIVITY in their order.
/// </summary>
public enum ContactSensitivity
{
    /// <summary>Anyone who may see the folder.</summary>
    Normal,

    /// <summary>Marked as personal.</summary>
    Personal,

    /// <summary>Marked as private: Outlook's check box.</summary>
    Private,

    /// <summary>Marked as confidential.</summary>
    Confidential,
}
