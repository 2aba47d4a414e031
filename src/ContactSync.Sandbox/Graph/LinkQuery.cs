using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>Lists and shows what is no directory object: assignments, grants, the organisation, domains.</summary>
internal static class LinkQuery
{
    public static GraphResponse List(GraphRequest request, string set, EntityType type, IEnumerable<JsonObject> items)
    {
        var options = request.Options;
        options.Refuse("$skip", "$expand", "$search", "$deltatoken", "$orderby");
        DirectoryQuery.CheckSelect(options, type);
        if (options["$filter"] is { } filter)
            items = items.Where(ODataFilter.Parse(filter, type, options.IsEventual && options.Counts));
        return Paging.Answer(request, set, items.ToList(), item => Show(request, type, item), item => (string)item["id"]!);
    }

    public static GraphResponse Get(GraphRequest request, string set, EntityType type, JsonObject item, int status = 200)
    {
        DirectoryQuery.CheckSelect(request.Options, type);
        var body = new JsonObject { ["@odata.context"] = request.ODataContext(set + "/$entity") };
        foreach (var (name, value) in Show(request, type, item))
            body[name] = value?.DeepClone();
        return new GraphResponse(status, body);
    }

    private static JsonObject Show(GraphRequest request, EntityType type, JsonObject item) =>
        new((request.Options.Select ?? type.Properties.Keys.ToList()).Select(name => KeyValuePair.Create(
            name, item[name]?.DeepClone() ?? (type.Properties[name].IsCollection ? new JsonArray() : null))));
}
