using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>Who sits at the browser, and how he answers what he is asked; set by the control API, else the pages ask.</summary>
internal sealed class BrowserPerson
{
    /// <summary>Who signs in where the request does not say.</summary>
    public DirectoryUser? User { get; set; }

    /// <summary>Accepts (true) or declines (false) what an app asks for; null: the page asks.</summary>
    public bool? Consents { get; set; }
}
