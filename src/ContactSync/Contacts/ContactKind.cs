namespace ContactSync;

/// <summary>What an entry of a contact folder is.</summary>
public enum ContactKind
{
    /// <summary>A person or a company.</summary>
    Contact,

    /// <summary>A contact group (distribution list) with members. Graph does not carry them; EWS does.</summary>
    Group,
}
