using System.Globalization;
using System.Xml;

namespace ContactSync.Sandbox.Ews.Soap;

internal static class SchemaViolation
{
    public static EwsException At(IXmlLineInfo where, string violation) => At(where.LineNumber, where.LinePosition, violation);

    public static EwsException At(int line, int position, string violation) =>
        new("ErrorSchemaValidation", "The request failed schema validation.")
        {
            FaultText = $"The request failed schema validation: {violation}",
            Details =
            [
                new EwsDetail("LineNumber", null, line.ToString(CultureInfo.InvariantCulture)),
                new EwsDetail("LinePosition", null, position.ToString(CultureInfo.InvariantCulture)),
                new EwsDetail("Violation", null, violation),
            ],
        };
}
