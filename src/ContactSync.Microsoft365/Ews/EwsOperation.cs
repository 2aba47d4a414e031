using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// An operation of the protocol: it writes its request and reads its answer, and knows no connection. <see cref="EwsEnvelope"/> puts the
/// request in its envelope, <see cref="EwsClient"/> sends it, <see cref="EwsReply"/> takes the answer out of its own.
/// </summary>
/// <typeparam name="T">What the answer to one part of the request holds.</typeparam>
internal abstract class EwsOperation<T>
    where T : class
{
    /// <summary>The operation's name; its request element is called so too.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it may be sent again where nobody knows if it was carried out. A change may not.</summary>
    public virtual bool IsRepeatable => true;

    /// <summary>Writes attributes and children of the request element, in the order of the schema.</summary>
    public abstract void Write(XmlWriter writer);

    /// <summary>Takes one child of an answer over.</summary>
    /// <param name="name">The child's name.</param>
    /// <param name="xml">The answer; it stands on the child.</param>
    /// <param name="payload">What the children before it made; null at first.</param>
    /// <exception cref="FormatException">A value is not what its type says.</exception>
    /// <exception cref="XmlException">The answer is cut short, or no XML.</exception>
    public abstract T? Take(string name, EwsXml xml, T? payload);
}
