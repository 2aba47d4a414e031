namespace ContactSync;

/// <summary>The kinds of number a contact can have: the 19 keys of the EWS contact schema (PhoneNumberKeyType).</summary>
public enum PhoneNumberKind
{
    /// <summary>The assistant's number.</summary>
    AssistantPhone,

    /// <summary>Fax at work.</summary>
    BusinessFax,

    /// <summary>First number at work.</summary>
    BusinessPhone,

    /// <summary>Second number at work.</summary>
    BusinessPhone2,

    /// <summary>Call-back number.</summary>
    Callback,

    /// <summary>Car phone.</summary>
    CarPhone,

    /// <summary>The company's main number.</summary>
    CompanyMainPhone,

    /// <summary>Fax at home.</summary>
    HomeFax,

    /// <summary>First number at home.</summary>
    HomePhone,

    /// <summary>Second number at home.</summary>
    HomePhone2,

    /// <summary>ISDN number.</summary>
    Isdn,

    /// <summary>Mobile phone.</summary>
    MobilePhone,

    /// <summary>Another fax.</summary>
    OtherFax,

    /// <summary>Another phone.</summary>
    OtherTelephone,

    /// <summary>Pager.</summary>
    Pager,

    /// <summary>The number to be tried first.</summary>
    PrimaryPhone,

    /// <summary>Radio phone.</summary>
    RadioPhone,

    /// <summary>Telex.</summary>
    Telex,

    /// <summary>Text phone for the deaf.</summary>
    TtyTddPhone,
}
