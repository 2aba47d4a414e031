using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Which properties an answer shall have.</summary>
/// <param name="Base">The set to begin with.</param>
/// <param name="Additional">Properties beside it.</param>
internal sealed record EwsShape(EwsBaseShape Base, IReadOnlyList<EwsPath> Additional)
{
    /// <summary>Nothing but the ids.</summary>
    public static EwsShape IdOnly { get; } = new(EwsBaseShape.IdOnly, []);

    /// <summary>The ids and what is named.</summary>
    public static EwsShape With(params EwsPath[] additional) => new(EwsBaseShape.IdOnly, additional);

    /// <summary>Writes the shape of folders.</summary>
    public void WriteFolderShape(XmlWriter writer) => Write(writer, "FolderShape", textBody: false);

    /// <summary>Writes the shape of items; bodies, where they are asked for, come as plain text.</summary>
    public void WriteItemShape(XmlWriter writer) => Write(writer, "ItemShape", textBody: true);

    private void Write(XmlWriter writer, string element, bool textBody)
    {
        writer.WriteStartElement(element, EwsNames.Messages);
        writer.WriteElementString("BaseShape", EwsNames.Types, Base.ToString());
        if (textBody)
            writer.WriteElementString("BodyType", EwsNames.Types, "Text");
        if (Additional.Count > 0)
        {
            writer.WriteStartElement("AdditionalProperties", EwsNames.Types);
            foreach (var path in Additional)
                path.Write(writer);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }
}

/// <summary>The sets of properties that the schema knows by name.</summary>
internal enum EwsBaseShape
{
    IdOnly,
    Default,
    AllProperties,
}
