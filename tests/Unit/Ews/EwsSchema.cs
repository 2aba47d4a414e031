using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using ContactSync.Microsoft365.Ews;
using ContactSync.Tests.Engine;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Microsoft's schema of the protocol, which may lie beside the repository.</summary>
internal static class EwsSchema
{
    private static readonly XNamespace Soap = EwsNames.Soap;

    private static readonly Lazy<XmlSchemaSet?> Schemas = new(Load);

    /// <summary>Asserts that header and body of an envelope are what the schema says. Skips where there is no schema.</summary>
    public static void AssertValid(string envelope)
    {
        Assert.SkipUnless(Schemas.Value is not null, "because ../shared with the schema of EWS is not on this machine.");
        var root = XDocument.Parse(envelope).Root!;
        Assert.Equal(Soap + "Envelope", root.Name);
        var parts = root.Elements().SelectMany(part => part.Elements()).Where(part => part.Name.Namespace != Soap).ToList();
        Assert.NotEmpty(root.Element(Soap + "Body")!.Elements());

        Assert.All(parts, part =>
        {
            var found = new List<string>();
            // An xsi:type names its type by a prefix that may be declared further out.
            var alone = new XElement(part);
            alone.Add(root.Attributes().Where(declaration => declaration.IsNamespaceDeclaration));
            new XDocument(alone).Validate(Schemas.Value!, (_, problem) => found.Add(problem.Message));
            Assert.Empty(found);
            Assert.True(IsDeclared(part), $"{part.Name} is not an element of the schema");
        });
    }

    private static bool IsDeclared(XElement part) =>
        Schemas.Value!.GlobalElements.Contains(new XmlQualifiedName(part.Name.LocalName, part.Name.NamespaceName));

    private static XmlSchemaSet? Load()
    {
        if (SharedData.Find(Path.Combine("ews-schema", "messages.xsd")) is not { } path)
            return null;
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        schemas.Add(null, path);
        schemas.Compile();
        return schemas;
    }
}
