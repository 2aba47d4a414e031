namespace ContactSync.Microsoft365.Registration;

/// <summary>How far a rotation has come. Each step is written down before the next begins.</summary>
public enum RotationStep
{
    /// <summary>None is under way.</summary>
    None,

    /// <summary>A new credential is about to be made; should it be there already, nobody may know its value.</summary>
    Begun,

    /// <summary>It is made and kept, encrypted.</summary>
    Kept,

    /// <summary>A token of its own proved it.</summary>
    Proven,

    /// <summary>The connection uses it.</summary>
    Switched,

    /// <summary>A token by way of the connection proved it again.</summary>
    Confirmed,

    /// <summary>The products' files have it.</summary>
    Carried,
}
