namespace ContactSync;

/// <summary>What a connection is written as, for the product that is to use it.</summary>
public enum SyncProductFormat
{
    /// <summary>UCware contactsync: three pairs for its key-value store.</summary>
    UCware,

    /// <summary>estos ProCall 7 Enterprise: the UCServer's <c>msteams.cfg</c>.</summary>
    ProCall,

    /// <summary>welcome-soft Datapump: the values of a profile, under the form's labels.</summary>
    Datapump,

    /// <summary>SoftENGINE BüroWARE/WEBWARE: the values of the form, under its labels.</summary>
    BueroWare,

    /// <summary>microtech büro+: the values of the form, under its labels.</summary>
    Microtech,

    /// <summary>A JSON object, for scripts.</summary>
    Json,

    /// <summary>Lines of environment variables, as Azure's libraries and tools read them.</summary>
    Env,
}
