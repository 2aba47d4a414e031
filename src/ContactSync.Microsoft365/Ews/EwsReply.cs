using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>An answer: one message for each part of the request, or a fault.</summary>
/// <param name="Server">The server's version, where it named it.</param>
/// <param name="Messages">The messages, in the order of the request's parts; empty with a fault.</param>
/// <param name="Fault">The refusal of the request as a whole.</param>
/// <typeparam name="T">What a message holds.</typeparam>
internal sealed record EwsReply<T>(EwsServerVersion? Server, IReadOnlyList<EwsMessage<T>> Messages, EwsRefusal? Fault)
    where T : class
{
    private static readonly IReadOnlyDictionary<string, string> NoValues = new Dictionary<string, string>();

    /// <summary>Reads an answer to its end.</summary>
    /// <exception cref="XmlException">It is cut short, or not an answer to this operation.</exception>
    public static EwsReply<T> Read(EwsOperation<T> operation, Stream body)
    {
        try
        {
            using var xml = EwsXml.Open(body);
            return ReadEnvelope(operation, xml);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new XmlException($"A value of the answer to {operation.Name} is not what its type says: {error.Message}", error);
        }
    }

    private static EwsReply<T> ReadEnvelope(EwsOperation<T> operation, EwsXml xml)
    {
        if (xml.Name != "Envelope" || xml.Namespace != EwsNames.Soap)
            throw new XmlException($"'{xml.Name}' is no SOAP envelope.");
        EwsServerVersion? server = null;
        EwsRefusal? fault = null;
        List<EwsMessage<T>>? messages = null;
        foreach (var part in xml.Children())
        {
            if (part == "Header")
                server = ReadHeader(xml) ?? server;
            if (part != "Body" || xml.Namespace != EwsNames.Soap)
                continue;
            foreach (var content in xml.Children())
            {
                if (content == "Fault" && xml.Namespace == EwsNames.Soap)
                    fault = ReadFault(xml);
                else if (content == operation.Name + "Response" && xml.Namespace == EwsNames.Messages)
                    messages = ReadMessages(operation, xml);
            }
        }
        if (fault is null && messages is not { Count: > 0 })
            throw new XmlException($"The answer to {operation.Name} holds neither a message nor a fault.");
        return new EwsReply<T>(server, fault is null ? messages! : [], fault);
    }

    private static EwsServerVersion? ReadHeader(EwsXml xml)
    {
        EwsServerVersion? version = null;
        foreach (var name in xml.Children())
        {
            if (name == "ServerVersionInfo" && xml.Number("MajorVersion") is { } major)
            {
                version = new EwsServerVersion(
                    major, xml.Number("MinorVersion") ?? 0, xml.Number("MajorBuildNumber") ?? 0, xml.Number("MinorBuildNumber") ?? 0);
            }
        }
        return version;
    }

    private static EwsRefusal ReadFault(EwsXml xml)
    {
        string? faultCode = null, faultText = null, code = null, text = null;
        IReadOnlyDictionary<string, string> values = NoValues;
        foreach (var name in xml.Children())
        {
            if (name == "faultcode")
                faultCode = xml.Text().Split(':')[^1];
            else if (name == "faultstring")
                faultText = xml.TextOrNull();
            if (name != "detail")
                continue;
            foreach (var detail in xml.Children())
            {
                if (detail == "ResponseCode")
                    code = xml.TextOrNull();
                else if (detail == "Message")
                    text = xml.TextOrNull();
                else if (detail == "MessageXml")
                    values = ReadValues(xml);
            }
        }
        return new EwsRefusal(code ?? faultCode ?? "Fault", text ?? faultText, values);
    }

    /// <summary>The messages; where an operation has one only (GetUserPhoto), the answer itself is the message.</summary>
    private static List<EwsMessage<T>> ReadMessages(EwsOperation<T> operation, EwsXml xml)
    {
        if (xml.Attribute("ResponseClass") is not null)
            return [ReadMessage(operation, xml)];
        var messages = new List<EwsMessage<T>>();
        foreach (var list in xml.Children())
        {
            if (list != "ResponseMessages")
                continue;
            foreach (var name in xml.Children())
            {
                if (name == operation.Name + "ResponseMessage")
                    messages.Add(ReadMessage(operation, xml));
            }
        }
        return messages;
    }

    private static EwsMessage<T> ReadMessage(EwsOperation<T> operation, EwsXml xml)
    {
        var outcome = xml.Attribute("ResponseClass") switch
        {
            "Success" => EwsOutcome.Success,
            "Warning" => EwsOutcome.Warning,
            "Error" => EwsOutcome.Error,
            var other => throw new XmlException($"'{other}' is no ResponseClass."),
        };
        string? code = null, text = null;
        IReadOnlyDictionary<string, string> values = NoValues;
        T? payload = null;
        foreach (var name in xml.Children())
        {
            if (name == "ResponseCode")
                code = xml.TextOrNull();
            else if (name == "MessageText")
                text = xml.TextOrNull();
            else if (name == "MessageXml")
                values = ReadValues(xml);
            else if (name != "DescriptiveLinkKey")
                payload = operation.Take(name, xml, payload);
        }
        return new EwsMessage<T>(outcome, code ?? (outcome == EwsOutcome.Success ? "NoError" : "Error"), text, values, payload);
    }

    private static Dictionary<string, string> ReadValues(EwsXml xml)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in xml.Children())
        {
            // A schema violation names itself by elements (LineNumber, Violation), all else by Value elements with a name.
            if ((name == "Value" ? xml.Attribute("Name") : name) is { Length: > 0 } key)
                values[key] = xml.Text();
        }
        return values;
    }
}
