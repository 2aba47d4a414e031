using System.Xml;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>An element of a contact.</summary>
/// <param name="Element">Its name.</param>
/// <param name="Uri">Its FieldURI.</param>
/// <param name="From">The smallest base shape that has it.</param>
internal abstract record ContactField(string Element, string Uri, BaseShape From)
{
    /// <summary>Only GetItem shows it: a list would have to open every item.</summary>
    public bool NeedsItem { get; init; }

    public abstract void Write(XmlWriter writer, EwsItem item, Shape shape);

    /// <summary>What restrictions and sorting compare; null where the contact lacks the field.</summary>
    public virtual object? Value(EwsItem item) => null;

    /// <summary>A field with one value.</summary>
    public sealed record Single(string Element, string Uri, BaseShape From, Func<EwsItem, object?> Read) : ContactField(Element, Uri, From)
    {
        /// <summary>Where the store keeps it; null for one that is computed.</summary>
        public MapiProperty? Property { get; init; }

        public override object? Value(EwsItem item) => Read(item);

        public override void Write(XmlWriter writer, EwsItem item, Shape shape)
        {
            switch (Read(item))
            {
                case null or string[] { Length: 0 }:
                    break;
                case string[] list:
                    writer.WriteStartElement(Element, EwsNames.TypesUri);
                    foreach (var text in list)
                        writer.WriteElementString("String", EwsNames.TypesUri, SoapValues.Clean(text));
                    writer.WriteEndElement();
                    break;
                case { } value:
                    writer.WriteElementString(Element, EwsNames.TypesUri, SoapValues.Clean(ExtendedField.Format(value)));
                    break;
            }
        }
    }

    /// <summary>A field that is written in a way of its own.</summary>
    public sealed record Complex(string Element, string Uri, BaseShape From, Action<XmlWriter, EwsItem, Shape> Writer)
        : ContactField(Element, Uri, From)
    {
        public override void Write(XmlWriter writer, EwsItem item, Shape shape) => Writer(writer, item, shape);
    }
}
