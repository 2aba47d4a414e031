namespace ContactSync;

/// <summary>A contact as a mailbox holds it, whichever protocol it was read by.</summary>
public sealed record SyncContact
{
    /// <summary>The id in the source, kept when the contact moves to another folder (an immutable id over Graph). Case-sensitive.</summary>
    public required string Id { get; init; }

    /// <summary>The id of the folder it lies in.</summary>
    public required string FolderId { get; init; }

    /// <summary>When the source last changed it.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Whether it is a contact or a contact group.</summary>
    public ContactKind Kind { get; init; }

    /// <summary>Whom it is meant for.</summary>
    public ContactSensitivity Sensitivity { get; init; }

    /// <summary>The name it is filed under.</summary>
    public string? FileAs { get; init; }

    /// <summary>The name shown.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The form of address or academic title before the name.</summary>
    public string? Title { get; init; }

    /// <summary>The given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>The middle name.</summary>
    public string? MiddleName { get; init; }

    /// <summary>The family name.</summary>
    public string? Surname { get; init; }

    /// <summary>What follows the name (<c>jr.</c>, <c>III</c>): generation.</summary>
    public string? Suffix { get; init; }

    /// <summary>The initials.</summary>
    public string? Initials { get; init; }

    /// <summary>The nickname.</summary>
    public string? NickName { get; init; }

    /// <summary>The given name's phonetic form.</summary>
    public string? YomiGivenName { get; init; }

    /// <summary>The family name's phonetic form.</summary>
    public string? YomiSurname { get; init; }

    /// <summary>The company's phonetic form.</summary>
    public string? YomiCompanyName { get; init; }

    /// <summary>The company.</summary>
    public string? CompanyName { get; init; }

    /// <summary>The department.</summary>
    public string? Department { get; init; }

    /// <summary>The position.</summary>
    public string? JobTitle { get; init; }

    /// <summary>The profession.</summary>
    public string? Profession { get; init; }

    /// <summary>The office or room.</summary>
    public string? OfficeLocation { get; init; }

    /// <summary>The manager's name.</summary>
    public string? Manager { get; init; }

    /// <summary>The assistant's name.</summary>
    public string? AssistantName { get; init; }

    /// <summary>The spouse's name.</summary>
    public string? SpouseName { get; init; }

    /// <summary>The children's names.</summary>
    public IReadOnlyList<string> Children { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The birthday.</summary>
    public DateOnly? Birthday { get; init; }

    /// <summary>The wedding anniversary.</summary>
    public DateOnly? Anniversary { get; init; }

    /// <summary>The notes, as plain text.</summary>
    public string? Notes { get; init; }

    /// <summary>The web page.</summary>
    public string? WebPage { get; init; }

    /// <summary>The categories, in the source's order.</summary>
    public IReadOnlyList<string> Categories { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The numbers, in the order of <see cref="PhoneNumberKind"/>.</summary>
    public IReadOnlyList<SyncPhoneNumber> PhoneNumbers { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The mail addresses, by slot.</summary>
    public IReadOnlyList<SyncEmailAddress> EmailAddresses { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The postal addresses, by kind.</summary>
    public IReadOnlyList<SyncPostalAddress> PostalAddresses { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The instant-messaging addresses.</summary>
    public IReadOnlyList<string> ImAddresses { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The members, where it is a contact group.</summary>
    public IReadOnlyList<SyncContactMember> Members { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The picture (JPEG as a rule), where pictures were asked for.</summary>
    public byte[]? Photo { get; init; }

    /// <summary>The best name there is: shown name, given and family name, company, filed name, or the first mail address.</summary>
    public override string ToString() =>
        FirstOf(DisplayName, $"{GivenName} {Surname}".Trim(), CompanyName, FileAs, EmailAddresses.FirstOrDefault()?.Address) ?? "(no name)";

    private static string? FirstOf(params string?[] names) => names.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name));
}
