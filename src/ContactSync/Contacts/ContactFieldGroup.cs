namespace ContactSync;

/// <summary>Fields of a contact that are given out together, or kept back.</summary>
public enum ContactFieldGroup
{
    /// <summary>Names, nickname, phonetic names, title and suffix.</summary>
    Names,

    /// <summary>Company, department, position, profession and office.</summary>
    Company,

    /// <summary>Phone and fax numbers.</summary>
    Numbers,

    /// <summary>Mail and instant-messaging addresses.</summary>
    Mail,

    /// <summary>The business address.</summary>
    BusinessAddress,

    /// <summary>The private address, and any other.</summary>
    PrivateAddress,

    /// <summary>The web page.</summary>
    Web,

    /// <summary>Categories.</summary>
    Categories,

    /// <summary>Manager, assistant, spouse and children, and the members of a contact group.</summary>
    People,

    /// <summary>Birthday and anniversary.</summary>
    Dates,

    /// <summary>Notes.</summary>
    Notes,

    /// <summary>The picture.</summary>
    Photo,
}
