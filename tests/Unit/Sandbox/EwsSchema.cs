using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Microsoft's schema of EWS, which lies beside the repository on some machines and is no part of it.</summary>
internal static class EwsSchema
{
    private static readonly Lazy<XmlSchemaSet?> Schemas = new(Load);

    public static bool IsPresent => Schemas.Value is not null;

    /// <summary>Codes that servers send but the published schema does not list.</summary>
    private static readonly HashSet<string> Unlisted = ["ErrorImpersonationRequired"];

    /// <summary>Fails where an answer is not as the schema wants it; without the schema everything passes.</summary>
    public static void Check(EwsAnswer answer)
    {
        if (Schemas.Value is not { } schemas)
            return;
        Validate(schemas, answer.Version);
        if (!answer.IsFault)
            Validate(schemas, answer.Body);
        else if (answer.FaultCode is { } code && !Unlisted.Contains(code))
            Validate(schemas, new XElement(EwsClient.M + "ResponseCode", code));
    }

    private static void Validate(XmlSchemaSet schemas, XElement element)
    {
        var errors = new List<string>();
        var copy = new XElement(element);
        // Values such as xsi:type use prefixes that the envelope declares.
        foreach (var declaration in element.Ancestors().Attributes().Where(a => a.IsNamespaceDeclaration && copy.Attribute(a.Name) is null))
            copy.Add(declaration);
        var document = new XDocument(copy);
        if (element.Name == EwsClient.M + "ResponseCode")
        {
            var type = (XmlSchemaSimpleType)schemas.GlobalTypes[new XmlQualifiedName("ResponseCodeType", EwsClient.M.NamespaceName)]!;
            type.Datatype!.ParseValue(element.Value, new NameTable(), new XmlNamespaceManager(new NameTable()));
            return;
        }
        document.Validate(schemas, (_, e) => errors.Add($"{e.Severity}: {e.Message}"));
        Assert.True(errors.Count == 0, string.Join("\n", errors) + "\n" + element);
    }

    private static XmlSchemaSet? Load()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "ews-schema");
            if (!Directory.Exists(path))
                continue;
            var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = new XmlUrlResolver() };
            using var reader = XmlReader.Create(Path.Combine(path, "messages.xsd"), settings);
            schemas.Add(null, reader);
            schemas.Compile();
            return schemas;
        }
        return null;
    }
}
