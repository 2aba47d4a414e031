using System.Globalization;
using ContactSync.Bench;

switch (args)
{
    case [RunChild.ChildCommand]:
        await RunChild.PrintOnceAsync();
        return 0;
    case [LookupBench.ChildCommand, var store, var entries, var rounds]:
        await LookupBench.PrintOnceAsync(
            store, int.Parse(entries, CultureInfo.InvariantCulture), int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    case [ModuleBench.ChildCommand, var manifest, var engine]:
        ModuleBench.PrintOnce(manifest, engine == "compiled");
        return 0;
    case [ModuleBench.LookupCommand, var manifest, var store, var number]:
        ModuleBench.PrintLookups(manifest, store, number);
        return 0;
    case ["help" or "--help" or "-h"]:
        Console.WriteLine(Measurement.Usage);
        return 0;
    case [var name, .. var rest] when Measurement.All.FirstOrDefault(one => one.Name == name) is { } measurement:
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(name, measurement.Defaults, rest);
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
        var section = await measurement.RunAsync(options);
        Console.WriteLine(section);
        if (options.ResultsFile is { } file)
            ResultsFile.Replace(file, name, section);
        return 0;
    default:
        if (args is [var unknown, ..])
            Console.Error.WriteLine($"'{unknown}' is no measurement.\n");
        Console.Error.WriteLine(Measurement.Usage);
        return 1;
}
