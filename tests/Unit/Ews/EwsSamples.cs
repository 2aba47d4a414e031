using System.Text;
using ContactSync.Microsoft365.Ews;

namespace ContactSync.Tests.Ews;

/// <summary>Answers of a server, made by hand after the schema.</summary>
internal static class EwsSamples
{
    public const string Server =
        """<t:ServerVersionInfo MajorVersion="15" MinorVersion="2" MajorBuildNumber="1544" MinorBuildNumber="11" Version="V2017_07_11"/>""";

    public static readonly string FindFolder = Answer("FindFolder", Message("FindFolder", """
        <m:RootFolder TotalItemsInView="3" IncludesLastItemInRange="true" IndexedPagingOffset="3"><t:Folders>
          <t:ContactsFolder><t:FolderId Id="F1" ChangeKey="AQ=="/><t:ParentFolderId Id="ROOT"/><t:FolderClass>IPF.Contact</t:FolderClass>
            <t:DisplayName>Contacts</t:DisplayName><t:TotalCount>7</t:TotalCount><t:ChildFolderCount>1</t:ChildFolderCount>
            <t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x10f4" PropertyType="Boolean"/><t:Value>false</t:Value>
              </t:ExtendedProperty>
          </t:ContactsFolder>
          <t:ContactsFolder><t:FolderId Id="F2"/><t:ParentFolderId Id="F1"/><t:FolderClass>IPF.Contact.RecipientCache</t:FolderClass>
            <t:DisplayName>Recipient Cache</t:DisplayName>
            <t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x10f4" PropertyType="Boolean"/><t:Value>true</t:Value>
              </t:ExtendedProperty>
          </t:ContactsFolder>
          <t:SearchFolder><t:FolderId Id="F3"/><t:FolderClass>IPF.Contact</t:FolderClass>
            <t:DisplayName>Found</t:DisplayName></t:SearchFolder>
        </t:Folders></m:RootFolder>
        """));

    public static readonly string GetFolder = Answer("GetFolder", Message("GetFolder", """
        <m:Folders><t:ContactsFolder><t:FolderId Id="F1"/><t:DisplayName>Kontakte</t:DisplayName></t:ContactsFolder></m:Folders>
        """) + Error("GetFolder", "ErrorFolderNotFound", "The specified folder could not be found in the store.", "<m:Folders/>"));

    public static readonly string SyncFolderItems = Answer("SyncFolderItems", Message("SyncFolderItems", """
        <m:SyncState>H4sIAAA=</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes>
          <t:Create><t:Contact><t:ItemId Id="C1" ChangeKey="EQ=="/><t:ItemClass>IPM.Contact</t:ItemClass></t:Contact></t:Create>
          <t:Update><t:DistributionList><t:ItemId Id="D1"/><t:ItemClass>IPM.DistList</t:ItemClass></t:DistributionList></t:Update>
          <t:Delete><t:ItemId Id="C2" ChangeKey="EQ=="/></t:Delete>
          <t:ReadFlagChange><t:ItemId Id="C1"/><t:IsRead>true</t:IsRead></t:ReadFlagChange>
        </m:Changes>
        """));

    public static readonly string SyncFolderHierarchy = Answer("SyncFolderHierarchy", Message("SyncFolderHierarchy", """
        <m:SyncState>H4sI</m:SyncState><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange><m:Changes>
          <t:Create><t:ContactsFolder><t:FolderId Id="F1"/><t:DisplayName>Contacts</t:DisplayName></t:ContactsFolder></t:Create>
          <t:Delete><t:FolderId Id="F9"/></t:Delete>
        </m:Changes>
        """));

    public static readonly string FindItem = Answer("FindItem", Message("FindItem", """
        <m:RootFolder IndexedPagingOffset="2" TotalItemsInView="5" IncludesLastItemInRange="false"><t:Items>
          <t:Contact><t:ItemId Id="C1"/><t:ItemClass>IPM.Contact.Client</t:ItemClass><t:DisplayName>Anna</t:DisplayName></t:Contact>
          <t:Item><t:ItemId Id="X1"/><t:ItemClass>IPM.ContactX</t:ItemClass></t:Item>
        </t:Items></m:RootFolder>
        """));

    public static readonly string FullContact = """
        <t:Contact><t:ItemId Id="C1" ChangeKey="EQ=="/><t:ParentFolderId Id="F1"/><t:ItemClass>IPM.Contact</t:ItemClass>
          <t:Body BodyType="Text">First line&#xD;
        second line</t:Body>
          <t:Categories><t:String>Customers</t:String><t:String>VIP</t:String></t:Categories>
          <t:ExtendedProperty><t:ExtendedFieldURI DistinguishedPropertySetId="Address" PropertyId="32814" PropertyType="String"/>
            <t:Value>kompanii</t:Value></t:ExtendedProperty>
          <t:ExtendedProperty>
            <t:ExtendedFieldURI PropertySetId="00062004-0000-0000-c000-000000000046" PropertyId="32916" PropertyType="String"/>
            <t:Value>berta@contoso.com</t:Value></t:ExtendedProperty>
          <t:LastModifiedTime>2026-11-20T08:15:30Z</t:LastModifiedTime>
          <t:FileAs>Müller, Anna</t:FileAs><t:DisplayName>Anna Müller</t:DisplayName><t:GivenName>Anna</t:GivenName>
            <t:Initials>A.M.</t:Initials>
          <t:MiddleName>Maria</t:MiddleName><t:Nickname>Anni</t:Nickname>
          <t:CompleteName><t:Title>Dr.</t:Title><t:FirstName>Anna</t:FirstName><t:Suffix>jr.</t:Suffix></t:CompleteName>
          <t:CompanyName>Müller &amp; Söhne</t:CompanyName>
          <t:EmailAddresses>
            <t:Entry Key="EmailAddress3" Name="" RoutingType="SMTP">third@contoso.com</t:Entry>
            <t:Entry Key="EmailAddress1" Name="Anna (work)" RoutingType="SMTP" MailboxType="Contact">anna@contoso.com</t:Entry>
            <t:Entry Key="EmailAddress2" Name="Berta" RoutingType="EX">/o=First/ou=Exchange/cn=Recipients/cn=berta</t:Entry>
          </t:EmailAddresses>
          <t:PhysicalAddresses>
            <t:Entry Key="Home"><t:Street>Am Markt 1</t:Street><t:City>Köln</t:City><t:State>NRW</t:State>
              <t:CountryOrRegion>Deutschland</t:CountryOrRegion><t:PostalCode>50667</t:PostalCode></t:Entry>
            <t:Entry Key="Business"><t:City>Bonn</t:City></t:Entry><t:Entry Key="Other"/>
          </t:PhysicalAddresses>
          <t:PhoneNumbers>
            <t:Entry Key="TtyTddPhone">19</t:Entry><t:Entry Key="AssistantPhone">1</t:Entry><t:Entry Key="BusinessFax">2</t:Entry>
            <t:Entry Key="BusinessPhone">3</t:Entry><t:Entry Key="BusinessPhone2">4</t:Entry><t:Entry Key="Callback">5</t:Entry>
            <t:Entry Key="CarPhone">6</t:Entry><t:Entry Key="CompanyMainPhone">7</t:Entry><t:Entry Key="HomeFax">8</t:Entry>
            <t:Entry Key="HomePhone">9</t:Entry><t:Entry Key="HomePhone2">10</t:Entry><t:Entry Key="Isdn">11</t:Entry>
            <t:Entry Key="MobilePhone">12</t:Entry><t:Entry Key="OtherFax">13</t:Entry><t:Entry Key="OtherTelephone">14</t:Entry>
            <t:Entry Key="Pager">15</t:Entry><t:Entry Key="PrimaryPhone">16</t:Entry><t:Entry Key="RadioPhone">17</t:Entry>
            <t:Entry Key="Telex">18</t:Entry>
          </t:PhoneNumbers>
          <t:AssistantName>Otto</t:AssistantName><t:Birthday>1975-05-05T00:00:00Z</t:Birthday>
          <t:BusinessHomePage>https://contoso.com</t:BusinessHomePage>
          <t:Children><t:String>Max</t:String><t:String>Moritz</t:String></t:Children>
          <t:Department>Sales</t:Department><t:Generation>jr.</t:Generation>
          <t:ImAddresses><t:Entry Key="ImAddress2">anna2</t:Entry><t:Entry Key="ImAddress1">sip:anna@contoso.com</t:Entry></t:ImAddresses>
          <t:JobTitle>Head</t:JobTitle><t:Manager>Erika</t:Manager><t:OfficeLocation>4.11</t:OfficeLocation>
            <t:Profession>Engineer</t:Profession>
          <t:SpouseName>Karl</t:SpouseName><t:Surname>Müller</t:Surname><t:WeddingAnniversary>2001-06-30T22:00:00Z</t:WeddingAnniversary>
          <t:PhoneticFirstName>ana</t:PhoneticFirstName><t:PhoneticLastName>myuraa</t:PhoneticLastName>
        </t:Contact>
        """;

    public static readonly string GetItem = Answer("GetItem",
        Message("GetItem", $"<m:Items>{FullContact}</m:Items>")
        + Error("GetItem", "ErrorItemNotFound", "The specified object was not found in the store.", "<m:Items/>")
        + Message("GetItem", """
            <m:Items><t:DistributionList><t:ItemId Id="D1"/><t:ItemClass>IPM.DistList</t:ItemClass><t:DisplayName>Friends</t:DisplayName>
              <t:Members><t:Member Key="k"><t:Mailbox><t:Name>Otto</t:Name><t:EmailAddress>otto@contoso.com</t:EmailAddress>
                <t:RoutingType>SMTP</t:RoutingType><t:MailboxType>OneOff</t:MailboxType></t:Mailbox>
                  <t:Status>Normal</t:Status></t:Member></t:Members>
            </t:DistributionList></m:Items>
            """)
        + Message("GetItem", """
            <m:Items><t:Contact><t:ItemId Id="C3"/><t:ItemClass>IPM.Contact</t:ItemClass><t:Attachments>
              <t:FileAttachment><t:AttachmentId Id="A1"/><t:Name>ContactPicture.jpg</t:Name>
                <t:IsContactPhoto>true</t:IsContactPhoto></t:FileAttachment>
            </t:Attachments></t:Contact></m:Items>
            """));

    public static readonly string ResolveNames = Answer("ResolveNames", """
        <m:ResolveNamesResponseMessage ResponseClass="Warning"><m:MessageText>Multiple results were found.</m:MessageText>
          <m:ResponseCode>ErrorNameResolutionMultipleResults</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>
          <m:ResolutionSet TotalItemsInView="2" IncludesLastItemInRange="true">
            <t:Resolution><t:Mailbox><t:Name>Anna</t:Name><t:EmailAddress>anna@contoso.com</t:EmailAddress>
              <t:RoutingType>SMTP</t:RoutingType>
              <t:MailboxType>Mailbox</t:MailboxType></t:Mailbox><t:Contact><t:DisplayName>Anna</t:DisplayName><t:PhoneNumbers>
              <t:Entry Key="BusinessPhone">+49 221 1</t:Entry></t:PhoneNumbers></t:Contact></t:Resolution>
            <t:Resolution><t:Mailbox><t:Name>All</t:Name><t:EmailAddress>all@contoso.com</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>
              <t:MailboxType>PublicDL</t:MailboxType></t:Mailbox></t:Resolution>
          </m:ResolutionSet></m:ResolveNamesResponseMessage>
        """);

    public static readonly string ExpandDL = Answer("ExpandDL", Message("ExpandDL", """
        <m:DLExpansion TotalItemsInView="2" IncludesLastItemInRange="true">
          <t:Mailbox><t:Name>Anna</t:Name><t:EmailAddress>anna@contoso.com</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>
            <t:MailboxType>Mailbox</t:MailboxType></t:Mailbox>
          <t:Mailbox><t:Name>Sub</t:Name><t:EmailAddress>sub@contoso.com</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>
            <t:MailboxType>PublicDL</t:MailboxType></t:Mailbox>
        </m:DLExpansion>
        """));

    public static readonly string GetUserPhoto = Envelope("""
        <m:GetUserPhotoResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:HasChanged>true</m:HasChanged>
          <m:PictureData>/9j/4A==</m:PictureData></m:GetUserPhotoResponse>
        """);

    public static readonly string GetAttachment = Answer("GetAttachment", Message("GetAttachment", """
        <m:Attachments><t:FileAttachment><t:AttachmentId Id="A1"/><t:Name>ContactPicture.jpg</t:Name>
          <t:ContentType>image/jpeg</t:ContentType>
          <t:IsContactPhoto>true</t:IsContactPhoto><t:Content>/9j/4A==</t:Content></t:FileAttachment></m:Attachments>
        """));

    public static readonly string ConvertId = Answer("ConvertId", Message("ConvertId", """
        <m:AlternateId xsi:type="t:AlternateIdType" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          Format="HexEntryId" Id="00AB" Mailbox="a@contoso.com"/>
        """));

    public static string Envelope(string body) =>
        $"""
        <?xml version="1.0" encoding="utf-8"?>
        <s:Envelope xmlns:s="{EwsNames.Soap}" xmlns:m="{EwsNames.Messages}" xmlns:t="{EwsNames.Types}">
        <s:Header>{Server}</s:Header><s:Body>{body}</s:Body></s:Envelope>
        """;

    public static string Answer(string operation, string messages) =>
        Envelope($"<m:{operation}Response><m:ResponseMessages>{messages}</m:ResponseMessages></m:{operation}Response>");

    public static string Message(string operation, string payload) =>
        $"""
        <m:{operation}ResponseMessage ResponseClass="Success">
          <m:ResponseCode>NoError</m:ResponseCode>{payload}</m:{operation}ResponseMessage>
        """;

    public static string Error(string operation, string code, string text = "No.", string payload = "", string values = "") =>
        $"""
        <m:{operation}ResponseMessage ResponseClass="Error"><m:MessageText>{text}</m:MessageText><m:ResponseCode>{code}</m:ResponseCode>
        <m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>{(values.Length > 0 ? $"<m:MessageXml>{values}</m:MessageXml>" : "")}
        {payload}</m:{operation}ResponseMessage>
        """;

    public static string Fault(string code, string text = "No.", string values = "") => Envelope($"""
        <s:Fault><faultcode xmlns:a="{EwsNames.Types}">a:{code}</faultcode><faultstring xml:lang="en-US">{text}</faultstring>
          <detail><e:ResponseCode xmlns:e="{EwsNames.Errors}">{code}</e:ResponseCode>
            <e:Message xmlns:e="{EwsNames.Errors}">{text}</e:Message>
          <t:MessageXml>{values}</t:MessageXml></detail></s:Fault>
        """);

    public static EwsReply<T> Read<T>(EwsOperation<T> operation, string answer)
        where T : class => EwsReply<T>.Read(operation, new MemoryStream(Encoding.UTF8.GetBytes(answer)));
}
