using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class RedactionTests
{
    [Theory]
    [InlineData("client_secret=abc~def&scope=x", "client_secret=***&scope=x")]
    [InlineData("""{"secretText":"abc","hint":"abc"}""", """{"secretText":"***","hint":"abc"}""")]
    [InlineData("""{"access_token": "xyz"}""", """{"access_token": "***"}""")]
    [InlineData("Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln", "Authorization: Bearer ***")]
    [InlineData("got eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln back", "got *** back")]
    [InlineData("The group 'Phone users' does not exist", "The group 'Phone users' does not exist")]
    public void Secrets_leave_a_text_and_the_rest_stays(string text, string expected) => Assert.Equal(expected, Redaction.Clean(text));

    [Fact]
    public void A_long_token_in_an_address_is_shortened() => Assert.Equal(
        $"https://graph.test/v1.0/users?$top=5&$deltatoken={new string('x', 60)}…",
        Redaction.Clean(new Uri($"https://graph.test/v1.0/users?%24top=5&$deltatoken={new string('x', 300)}")));
}
