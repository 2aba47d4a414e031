using System.Xml;

namespace ContactSync.Sandbox.Ews.Soap;

/// <summary>The response messages of an operation: one for each thing it was asked for, in the same order.</summary>
internal static class ResponseMessages
{
    /// <param name="writer">Where the answer goes.</param>
    /// <param name="operation">Name of the operation.</param>
    /// <param name="inputs">What was asked for.</param>
    /// <param name="answer">Finds what an input asks for, or throws, and gives back how it is written.</param>
    /// <param name="emptyElement">What the schema wants in a message of this operation even where it failed.</param>
    public static void Write<T>(
        XmlWriter writer, string operation, IEnumerable<T> inputs, Func<T, Action<XmlWriter>> answer, string? emptyElement = null)
    {
        writer.WriteStartElement(operation + "Response", EwsNames.MessagesUri);
        writer.WriteStartElement("ResponseMessages", EwsNames.MessagesUri);
        foreach (var input in inputs)
        {
            writer.WriteStartElement(operation + "ResponseMessage", EwsNames.MessagesUri);
            try
            {
                var payload = answer(input);
                WriteSuccess(writer);
                payload(writer);
            }
            catch (EwsException error)
            {
                WriteError(writer, error);
                if (emptyElement is not null)
                    writer.WriteElementString(emptyElement, EwsNames.MessagesUri, null);
            }
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    public static void WriteSuccess(XmlWriter writer)
    {
        writer.WriteAttributeString("ResponseClass", "Success");
        writer.WriteElementString("ResponseCode", EwsNames.MessagesUri, "NoError");
    }

    public static void WriteError(XmlWriter writer, EwsException error, string responseClass = "Error")
    {
        writer.WriteAttributeString("ResponseClass", responseClass);
        writer.WriteElementString("MessageText", EwsNames.MessagesUri, SoapValues.Clean(error.Message));
        writer.WriteElementString("ResponseCode", EwsNames.MessagesUri, error.Code);
        writer.WriteElementString("DescriptiveLinkKey", EwsNames.MessagesUri, "0");
        SoapAnswer.WriteDetails(writer, EwsNames.MessagesUri, error.Details);
    }
}
