using ContactSync.Engine.Numbers;
using Xunit;

namespace ContactSync.Tests.Engine;

public class CountriesTests
{
    [Theory]
    [InlineData("DE", "DE")]
    [InlineData("at", "AT")]
    [InlineData("Germany", "DE")]
    [InlineData("Deutschland", "DE")]
    [InlineData(" österreich ", "AT")]
    [InlineData("Schweiz", "CH")]
    [InlineData("Suisse", "CH")]
    [InlineData("Svizzera", "CH")]
    [InlineData("United States", "US")]
    [InlineData("France", "FR")]
    [InlineData("Italia", "IT")]
    [InlineData("GBR", "GB")]
    [InlineData("Atlantis", null)]
    [InlineData("XX", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_country_has_its_region(string? country, string? region) => Assert.Equal(region, Countries.FindRegion(country));
}
