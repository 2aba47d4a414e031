using ContactSync.Bench;

const string Usage = """
    Measurements of ContactSync against its sandbox. Build with -c Release.

      import [--mailboxes 100] [--contacts 500] [--latency 40] [--throttle 4] [--rounds 5] [--results FILE]
          A first import of all mailboxes, a second one without changes, and the bare download of the same pages, in one run.
          Also the time of Import-Module, and of the contact page reader beside the Graph SDK's.
          --results replaces the section of this measurement in a Markdown file.
    """;

switch (args)
{
    case ["import", .. var rest]:
        await ImportBench.RunAsync(BenchOptions.Parse(rest));
        return 0;
    case [ModuleBench.ChildCommand, var manifest, var engine]:
        ModuleBench.PrintOnce(manifest, engine == "compiled");
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 1;
}
