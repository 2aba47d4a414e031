using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles.Json;

/// <summary>Reads contacts in the JSON of Microsoft Graph: one contact, an array of them, or an answer with "value".</summary>
internal static class JsonContactReader
{
    private static readonly JsonDocumentOptions Lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>What a saved answer of Graph holds besides, and a mailbox gives anew.</summary>
    private static readonly HashSet<string> GivenAnew =
        ["id", "changeKey", "createdDateTime", "lastModifiedDateTime", "parentFolderId", "flag"];

    public static void Read(byte[] bytes, ContactFileContent content)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(TextDecoder.Decode(bytes));
        try
        {
            var lines = ContactLines(utf8);
            var index = 0;
            foreach (var item in Items(JsonNode.Parse(utf8, documentOptions: Lenient), content))
                ReadContact(item, index < lines.Count ? lines[index++] : 1, content);
        }
        catch (JsonException exception)
        {
            var reason = exception.Message.Split(" Path:")[0].Split(" LineNumber:")[0];
            content.AddIssue((int)(exception.LineNumber ?? 0) + 1, "The JSON is broken: " + reason);
        }
        catch (ArgumentException exception)
        {
            content.AddIssue(1, "The JSON is broken: " + exception.Message);
        }
    }

    private static IEnumerable<JsonNode?> Items(JsonNode? root, ContactFileContent content)
    {
        switch (root)
        {
            case JsonArray list:
                return list;
            case JsonObject answer when answer["value"] is JsonArray list:
                return list;
            case JsonObject contact:
                return [contact];
            default:
                content.AddIssue(1, "The file holds neither a contact nor a list of contacts.");
                return [];
        }
    }

    private static void ReadContact(JsonNode? node, int line, ContactFileContent content)
    {
        if (node is not JsonObject contact)
        {
            content.AddIssue(line, "The entry is no contact.");
            return;
        }
        var draft = new ContactDraft();
        foreach (var (name, value) in contact.Where(p => !GivenAnew.Contains(p.Key)))
        {
            try
            {
                ContactBody.ApplyProperty(name, value, draft);
            }
            catch (GraphException problem)
            {
                content.AddIssue(line, problem.Message);
            }
        }
        content.AddContact(draft, line);
    }

    /// <summary>The line where each contact begins: the objects in the outermost array, or in that of "value", or the root.</summary>
    private static List<int> ContactLines(byte[] utf8)
    {
        var lines = new List<int>();
        var reader = new Utf8JsonReader(
            utf8, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var (line, counted, depth, value) = (1, 0, -1, false);
        var root = 0;
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            line += utf8.AsSpan(counted, start - counted).Count((byte)'\n');
            counted = start;
            if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.StartObject)
                root = line;
            var isList = reader.CurrentDepth == 0 || (reader.CurrentDepth == 1 && value);
            if (depth < 0 && reader.TokenType == JsonTokenType.StartArray && isList)
                depth = reader.CurrentDepth + 1;
            if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == depth)
                lines.Add(line);
            value = reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("value");
        }
        return lines.Count > 0 || root == 0 ? lines : [root];
    }
}
