namespace ContactSync;

/// <summary>What is assigned to an app.</summary>
public enum AppUserType
{
    /// <summary>A user.</summary>
    User,

    /// <summary>A group, whose direct members are let in.</summary>
    Group,
}
