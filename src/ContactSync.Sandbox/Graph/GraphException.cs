namespace ContactSync.Sandbox.Graph;

/// <summary>A refusal in Graph's words: becomes the status and the error envelope of the answer.</summary>
internal sealed class GraphException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Further headers of the answer, <c>Retry-After</c> or <c>Location</c> for instance.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public static GraphException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>What the directory (rather than the gateway before it) says of a request it cannot take.</summary>
    public static GraphException InvalidRequest(string message) => new(400, "Request_BadRequest", message);

    public static GraphException UnsupportedQuery(string message) => new(400, "Request_UnsupportedQuery", message);

    public static GraphException NotFound(string key) => new(404, "Request_ResourceNotFound",
        $"Resource '{key}' does not exist or one of its queried reference-property objects are not present.");

    public static GraphException Denied() => new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    /// <summary>The organisation's lists of user agents keep the program out.</summary>
    public static GraphException ProgramDenied() => new(403, "ErrorAccessDenied", "Access to OData is disabled.");

    public static GraphException MailboxDenied() => new(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
}
