namespace ContactSync.Sandbox.Ews;

/// <summary>The Exchange that answers.</summary>
public enum ExchangeServer
{
    Exchange2016,

    /// <summary>Exchange 2019 and Exchange Server SE, which share a version number.</summary>
    Exchange2019,

    ExchangeOnline,
}

/// <summary>The numbers in ServerVersionInfo.</summary>
internal sealed record ExchangeBuild(int Major, int Minor, int Build, int Revision, string Version)
{
    public static ExchangeBuild Of(ExchangeServer server) => server switch
    {
        ExchangeServer.Exchange2016 => new(15, 1, 2507, 39, "V2017_07_11"),
        ExchangeServer.Exchange2019 => new(15, 2, 1748, 10, "V2017_07_11"),
        _ => new(15, 20, 9366, 13, "V2018_01_08"),
    };

    public string Number => $"{Major}.{Minor:00}.{Build:0000}.{Revision:000}";
}
