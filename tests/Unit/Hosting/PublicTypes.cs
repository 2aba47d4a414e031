using System.Management.Automation;
using System.Reflection;

namespace ContactSync.Tests.Hosting;

/// <summary>The types that a user of a cmdlet meets: those of its parameters and those it says it writes.</summary>
internal static class PublicTypes
{
    public static IEnumerable<Type> Of(Type cmdlet)
    {
        var parameters = cmdlet.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.IsDefined(typeof(ParameterAttribute), inherit: true))
            .Select(property => property.PropertyType);
        var outputs = cmdlet.GetCustomAttributes<OutputTypeAttribute>()
            .SelectMany(attribute => attribute.Type)
            .Select(name => name.Type)
            .OfType<Type>();
        return parameters.Concat(outputs).SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) :
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
}
