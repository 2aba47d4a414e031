namespace ContactSync;

/// <summary>What phone books are written to.</summary>
public enum DestinationKind
{
    /// <summary>A CSV file, its columns by a template.</summary>
    Csv,

    /// <summary>vCards, in one file or one a contact.</summary>
    VCard,

    /// <summary>An LDIF file.</summary>
    Ldif,

    /// <summary>A subtree of an LDAP directory.</summary>
    Ldap,

    /// <summary>An address book on a CardDAV server.</summary>
    CardDav,

    /// <summary>A Yealink remote phone book (XML).</summary>
    Yealink,

    /// <summary>A Snom phone book (XML).</summary>
    Snom,

    /// <summary>A Grandstream phone book (XML).</summary>
    Grandstream,

    /// <summary>A FRITZ!Box phone book (XML).</summary>
    FritzBox,

    /// <summary>A contact folder of a mailbox.</summary>
    MailboxFolder,
}
