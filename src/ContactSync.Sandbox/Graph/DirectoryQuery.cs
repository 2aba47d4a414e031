using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>Lists directory objects: $filter, $orderby, $select, $top, $count and paging, each as far as the directory takes it.</summary>
internal static class DirectoryQuery
{
    /// <param name="request">The call.</param>
    /// <param name="set">Name of the collection in @odata.context.</param>
    /// <param name="type">Type whose properties $select and $filter may name.</param>
    /// <param name="items">The collection.</param>
    /// <param name="namesType">Each item says what it is, as in a collection of mixed types.</param>
    public static GraphResponse List(
        GraphRequest request, string set, EntityType type, IEnumerable<DirectoryObject> items, bool namesType = false)
    {
        var options = request.Options;
        options.Refuse("$skip", "$expand", "$search", "$deltatoken");
        CheckSelect(options, type);
        var view = new DirectoryView(request.Caller);
        if (options["$filter"] is { } filter)
        {
            var condition = ODataFilter.Parse(filter, type, options.IsEventual && options.Counts);
            items = items.Where(item => condition(view.All(item)));
        }
        items = Order(request, type, view, items);
        return Paging.Answer(request, Context(set, options), items.ToList(), Show, item => item.Id.ToString());

        JsonNode Show(DirectoryObject item)
        {
            var shown = view.Selected(item, options.Select);
            return namesType ? WithType(item, shown) : shown;
        }
    }

    /// <summary>One object.</summary>
    public static GraphResponse Get(GraphRequest request, string set, DirectoryObject item)
    {
        var options = request.Options;
        options.Refuse("$filter", "$top", "$skip", "$expand", "$search", "$orderby", "$skiptoken", "$deltatoken");
        CheckSelect(options, EntityType.Of(item.Type));
        var body = new JsonObject { ["@odata.context"] = request.ODataContext(Context(set, options) + "/$entity") };
        foreach (var (name, value) in new DirectoryView(request.Caller).Selected(item, options.Select, isSingle: true))
            body[name] = value?.DeepClone();
        return GraphResponse.Ok(body);
    }

    /// <summary>The number alone, as <c>…/$count</c> gives it.</summary>
    public static GraphResponse Count(GraphRequest request, EntityType type, IEnumerable<DirectoryObject> items)
    {
        if (!request.Options.IsEventual)
            throw GraphException.InvalidRequest("$count is not currently supported.");
        var view = new DirectoryView(request.Caller);
        if (request.Options["$filter"] is { } filter)
        {
            var condition = ODataFilter.Parse(filter, type, true);
            items = items.Where(item => condition(view.All(item)));
        }
        return GraphResponse.Text(items.Count().ToString());
    }

    public static JsonObject WithType(DirectoryObject item, JsonObject shown)
    {
        var typed = new JsonObject { ["@odata.type"] = EntityType.Of(item.Type).ODataType };
        foreach (var (name, value) in shown)
            typed[name] = value?.DeepClone();
        return typed;
    }

    /// <exception cref="GraphException">$select names something the type does not have.</exception>
    public static void CheckSelect(ODataOptions options, EntityType type)
    {
        if (options.Select?.FirstOrDefault(name => !type.Properties.ContainsKey(name)) is { } unknown)
        {
            throw GraphException.BadRequest(
                "Parsing OData Select and Expand failed: " +
                $"Could not find a property named '{unknown}' on type 'microsoft.graph.{type.Name}'.");
        }
    }

    private static string Context(string set, ODataOptions options) =>
        options.Select is { } select ? $"{set}({string.Join(',', select)})" : set;

    private static IEnumerable<DirectoryObject> Order(
        GraphRequest request, EntityType type, DirectoryView view, IEnumerable<DirectoryObject> items)
    {
        var options = request.Options;
        if (options["$orderby"] is not { } order)
            return items;
        var (property, descending) = order.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var name] => (name, false),
            [var name, "asc"] => (name, false),
            [var name, "desc"] => (name, true),
            _ => throw GraphException.BadRequest($"Syntax error in $orderby '{order}'."),
        };
        if (property is not ("displayName" or "userPrincipalName") || !type.Properties.ContainsKey(property))
            throw GraphException.UnsupportedQuery($"Sorting by '{property}' is not supported for the resource '{type.Name}'.");
        if (options["$filter"] is not null && !(options.IsEventual && options.Counts))
            throw GraphException.UnsupportedQuery("Sorting not supported for current query.");
        return descending
            ? items.OrderByDescending(Key, StringComparer.OrdinalIgnoreCase)
            : items.OrderBy(Key, StringComparer.OrdinalIgnoreCase);

        string Key(DirectoryObject item) => (string?)view.All(item)[property] ?? "";
    }
}
