using Judger.Web.Tests.Support;
using Microsoft.Playwright;

namespace Judger.Web.Tests;

/// <summary>The page on small screens, in both schemes, and for who wants no motion.</summary>
public sealed class LooksTests(Chromium chromium, EmbeddedSilo embedded)
{
    // The least contrast of any visible text with what lies behind it, and that text.
    private const string LeastContrast = """
        () => {
          const parse = color => color.match(/[\d.]+/g).map(Number);
          const over = ([r, g, b, a = 1], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
          const light = rgb => {
            const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const behind = node => {
            const below = node.parentElement ? behind(node.parentElement) : [255, 255, 255];
            return over(parse(getComputedStyle(node).backgroundColor), below);
          };
          let least = [99, ''];
          for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode();) {
            const node = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !node.checkVisibility({ visibilityProperty: true })) continue;
            if (node.closest('noscript, .hidden, .skip, canvas')) continue;
            const ground = behind(node), [one, two] = [light(over(parse(getComputedStyle(node).color), ground)), light(ground)];
            const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
            if (ratio < least[0]) least = [ratio, walker.currentNode.data.trim()];
          }
          return `${least[0].toFixed(2)} ${least[1]}`;
        }
        """;

    [Theory]
    [InlineData(390)]
    [InlineData(320)]
    [InlineData(680)]
    public async Task On_a_phone_there_is_one_column_and_nothing_to_scroll_sideways(int width)
    {
        await using var web = await chromium.OpenAsync(
            embedded.Silo, new() { ViewportSize = new() { Width = width, Height = 740 }, HasTouch = true, IsMobile = true });
        await NoSidewaysAsync();
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "reference", policy: "always", reference: "2");
        await web.AskAsync("What number is on the pink object? " + new string('x', 200));

        // What comes is brought into sight.
        await web.Page.WaitForFunctionAsync(
            "(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.getElementById('work-title').getBoundingClientRect())");
        await web.Page.ClickAsync("#details summary");
        await NoSidewaysAsync();

        var lefts = await web.Page.EvaluateAsync<double[]>("[...document.querySelectorAll('.panel')].map(panel => panel.getBoundingClientRect().left)");
        Assert.Equal(3, lefts.Length);
        Assert.Single(lefts.Distinct());

        async Task NoSidewaysAsync() =>
            Assert.Equal(width, await web.Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Text_can_be_read_in_both_schemes(ColorScheme scheme)
    {
        await using var web = await chromium.OpenAsync(
            embedded.Silo, new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new() { Width = 1280, Height = 900 } });
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "reference", policy: "always", reference: "2");
        await web.AskAsync("What number is on the pink object?");
        await web.Page.ClickAsync("#details summary");
        await ReadableAsync();

        // Waiting and failed stages, and an error.
        await web.ChooseAsync(expert: "", name: "nobody");
        await web.Page.ClickAsync("#ask");
        await WebPage.HasTextAsync(web.Notice, "nobody");
        await ReadableAsync();

        var ground = await web.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(14, 17, 22)" : "rgb(244, 245, 248)", ground);

        async Task ReadableAsync()
        {
            var least = await web.Page.EvaluateAsync<string>(LeastContrast);
            Assert.True(double.Parse(least.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) >= 4.5, least);
        }
    }

    [Theory]
    [InlineData(ReducedMotion.Reduce, false)]
    [InlineData(ReducedMotion.NoPreference, true)]
    public async Task The_box_moves_unless_motion_is_not_wanted(ReducedMotion motion, bool moves)
    {
        await using var web = await chromium.OpenAsync(embedded.Silo, new() { ReducedMotion = motion });
        await web.DrawAsync(7);
        await web.ChooseAsync(policy: "never");
        await web.AskAsync();

        var seconds = await web.Page.EvaluateAsync<double>("parseFloat(getComputedStyle(document.getElementById('box')).transitionDuration)");

        Assert.Equal(moves, seconds > 0.1);
    }
}
