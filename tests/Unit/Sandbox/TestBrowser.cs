using System.Net;
using System.Text.RegularExpressions;
using System.Web;

namespace ContactSync.Tests.Sandbox;

/// <summary>A browser without a person: shows a page, and carries what the page sends on.</summary>
public sealed partial class TestBrowser(HttpClient http)
{
    /// <summary>Opens an address.</summary>
    public async Task<TestPage> OpenAsync(string address)
    {
        using var response = await http.GetAsync(address);
        var text = await response.Content.ReadAsStringAsync();
        if (response.Headers.Location is { } location)
        {
            var query = location.Query.Length > 0 ? location.Query : location.Fragment;
            return new TestPage(response.StatusCode, text, location.GetLeftPart(UriPartial.Path), Fields(query), IsPost: false, location);
        }
        var form = Form().Match(text);
        var fields = Input().Matches(text).ToDictionary(
            match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        return new TestPage(
            response.StatusCode, WebUtility.HtmlDecode(text), form.Success ? WebUtility.HtmlDecode(form.Groups[1].Value) : null, fields,
            form.Success, null);
    }

    /// <summary>Opens an address and carries the answer to the program that listens for it.</summary>
    public async Task<TestPage> FollowAsync(Uri address)
    {
        var page = await OpenAsync(address.AbsoluteUri);
        if (page.Target is null)
            return page;
        using var program = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = page.IsPost
                    ? await program.PostAsync(page.Target, new FormUrlEncodedContent(page.Fields))
                    : await program.GetAsync(page.Location);
                return page with { Text = await answer.Content.ReadAsStringAsync() };
            }
            catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConnectionError)
            {
                // The program opens the browser first and listens then: a person would not be that quick.
            }
        }
    }

    private static Dictionary<string, string> Fields(string query)
    {
        var parsed = HttpUtility.ParseQueryString(query.TrimStart('?', '#'));
        return parsed.AllKeys.ToDictionary(key => key!, key => parsed[key]!);
    }

    [GeneratedRegex("<form[^>]* action=\"([^\"]*)\"")]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]* name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Input();
}

/// <summary>What a browser shows, or where it is sent with which answer.</summary>
public sealed record TestPage(
    HttpStatusCode Status, string Text, string? Target, IReadOnlyDictionary<string, string> Fields, bool IsPost, Uri? Location);
