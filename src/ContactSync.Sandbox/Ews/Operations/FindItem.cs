using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/finditem-operation</summary>
internal static class FindItem
{
    public const string Name = "FindItem";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("ParentFolderIds")!.Elements(), reference =>
        {
            if (call.Child("QueryString") is not null)
                throw new EwsException("ErrorUnsupportedQueryFilter", "The content index of this mailbox is not available for searching.");
            var items = ItemWriter.ForList(call.ItemShape());
            var filter = Restriction.Read<EwsItem>(call.Child("Restriction"), FieldPath.OfItem);
            var folder = call.Folder(reference);
            var source = call.Attribute("Traversal") == "Shallow" ? call.Contacts(folder) : [];
            var found = Sort(call, source.Select(call.Show).Where(filter).Where(InView(call))).ToList();
            var page = PageView.Read(call.Operation, found.Count, hasFilter: call.Child("Restriction") is not null);
            return answer =>
            {
                answer.WriteStartElement("RootFolder", EwsNames.MessagesUri);
                page.WriteAttributes(answer);
                answer.WriteStartElement("Items", EwsNames.TypesUri);
                foreach (var item in page.Of(found))
                    items.Write(answer, item);
                answer.WriteEndElement();
                answer.WriteEndElement();
            };
        });

    /// <summary>A ContactsView takes the names from one to another.</summary>
    private static Func<EwsItem, bool> InView(EwsCall call)
    {
        var view = call.Child("ContactsView");
        var (first, last) = ((string?)view?.Attribute("InitialName"), (string?)view?.Attribute("FinalName"));
        return item => (first is null || Restriction.Compare(item.DisplayName, first) >= 0)
            && (last is null || Restriction.Compare(item.DisplayName, last) <= 0);
    }

    private static IEnumerable<EwsItem> Sort(EwsCall call, IEnumerable<EwsItem> items)
    {
        IOrderedEnumerable<EwsItem>? sorted = null;
        foreach (var order in call.Child("SortOrder")?.Elements() ?? [])
        {
            var value = FieldPath.OfItem(FieldPath.Read(order.Elements().Single()));
            var down = (string?)order.Attribute("Order") == "Descending";
            sorted = (sorted, down) switch
            {
                (null, false) => items.OrderBy(value, Values.Instance),
                (null, true) => items.OrderByDescending(value, Values.Instance),
                (_, false) => sorted.ThenBy(value, Values.Instance),
                _ => sorted.ThenByDescending(value, Values.Instance),
            };
        }
        return sorted ?? items;
    }

    /// <summary>What lacks a field comes first.</summary>
    private sealed class Values : IComparer<object?>
    {
        public static readonly Values Instance = new();

        public int Compare(object? x, object? y) => (x, y) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            _ => Restriction.Compare(x, y),
        };
    }
}
