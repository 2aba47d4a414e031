namespace ContactSync;

/// <summary>The steps by which an app is taken from EWS to Microsoft Graph; each leaves it working.</summary>
public enum ConversionStep
{
    /// <summary>Permissions of Graph are declared and granted, beside the old right.</summary>
    Grant,

    /// <summary>The app itself reads a mailbox over Graph.</summary>
    Prove,

    /// <summary>The old right goes: its declaration, then its grant.</summary>
    Retire,
}
