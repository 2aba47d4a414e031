using System.Diagnostics;
using System.Text.Json;
using ContactSync.Microsoft365.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Serialization.Json;

namespace ContactSync.Bench;

/// <summary>One page of contacts, read by our reader and by the Graph SDK's deserialiser.</summary>
internal static class PageReaderBench
{
    /// <summary>Milliseconds and allocated bytes a page, ours and the SDK's. What the SDK gives must still be mapped; ours is.</summary>
    public static (double OwnTime, long OwnBytes, double SdkTime, long SdkBytes, int Contacts) Measure(byte[] page, int rounds)
    {
        var contacts = ReadOwn(page);
        if (contacts != ReadSdk(page))
            throw new InvalidOperationException("The two readers find different numbers of contacts.");
        var (ownTime, ownBytes) = Run(() => ReadOwn(page), rounds);
        var (sdkTime, sdkBytes) = Run(() => ReadSdk(page), rounds);
        return (ownTime, ownBytes, sdkTime, sdkBytes, contacts);
    }

    private static int ReadOwn(byte[] page) =>
        GraphContactPage.Read(page, "folder", null).Contacts.Count;

    private static int ReadSdk(byte[] page)
    {
        using var document = JsonDocument.Parse(page.AsMemory());
        return new JsonParseNode(document.RootElement).GetObjectValue(ContactCollectionResponse.CreateFromDiscriminatorValue)!.Value!.Count;
    }

    private static (double Time, long Bytes) Run(Func<int> read, int rounds)
    {
        // Until the code is compiled for good.
        for (var warm = 0; warm < 60; warm++)
            read();
        var times = new List<double>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            read();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return (times.Median(), (GC.GetAllocatedBytesForCurrentThread() - before) / rounds);
    }
}
