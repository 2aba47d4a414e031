namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>A refusal of the admin API, in the words of a cmdlet of Exchange.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">The name of Exchange's exception; "" for a caller who is turned away before a cmdlet runs.</param>
/// <param name="message">What Exchange says.</param>
internal sealed class AdminException(int status, string type, string message) : Exception(message)
{
    private const string Tasks = "Microsoft.Exchange.Configuration.Tasks.";

    public int Status { get; } = status;

    public string Type { get; } = type;

    /// <summary>401 and 403: who calls is unknown, or may not.</summary>
    public bool IsDenial => Type.Length == 0;

    public static AdminException Unauthorized() => new(401, "", "");

    public static AdminException Forbidden() => new(403, "", "");

    public static AdminException NotFound(string identity, Tenants.Tenant tenant) => new(404, Tasks + "ManagementObjectNotFoundException",
        $"The operation couldn't be performed because object '{identity}' couldn't be found on "
        + $"'DB001A002DC01.{tenant.InitialDomain}'.");

    public static AdminException Exists(string name) => new(400, "Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException",
        $"The object '{name}' already exists. Please use a different name and try again.");

    public static AdminException Invalid(string message) => new(400, Tasks + "RecipientTaskException", message);

    public static AdminException Parameter(string name, string command) => new(
        400, "System.Management.Automation.ParameterBindingException",
        $"A parameter cannot be found that matches parameter name '{name}' of '{command}'.");

    public static AdminException Missing(string name) => new(400, "System.Management.Automation.ParameterBindingException",
        $"Cannot process command because of one or more missing mandatory parameters: {name}.");

    public static AdminException Command(string name) => new(400, "System.Management.Automation.CommandNotFoundException",
        $"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program.");
}
