using CsCheck;
using Judger.Core.Attention;
using Judger.Core.Cropping;

namespace Judger.Core.Tests.Cropping;

/// <summary>What holds for any map, any image and any window.</summary>
public sealed class CropBoxPropertyTests
{
    private static readonly Gen<double> AnyNumber = Gen.Frequency(
        (6, Gen.Double[0, 5]),
        (1, Gen.Double),
        (1, Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, 0, -0.0)));

    private static readonly Gen<double> NoNumber = Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity);

    private static readonly Gen<PixelSize> AnyImage =
        from width in Gen.OneOf(Gen.Int[1, 4], Gen.Int[5, 2000], Gen.Int[2001, int.MaxValue])
        from height in Gen.OneOf(Gen.Int[1, 4], Gen.Int[5, 2000], Gen.Int[2001, int.MaxValue])
        select new PixelSize(width, height);

    private static readonly Gen<int> AnyWindow = Gen.OneOf(Gen.Int[1, 5], Gen.Int[6, 700], Gen.Int[701, int.MaxValue]);

    private static Gen<AttentionMap> Maps(Gen<double> number) =>
        from columns in Gen.Int[1, 12]
        from rows in Gen.Int[1, 12]
        from values in number.Array[columns * rows]
        select new AttentionMap(columns, rows, values);

    [Theory]
    [InlineData(CropMode.Compat)]
    [InlineData(CropMode.Aligned)]
    public void The_box_is_never_empty_and_always_inside_the_image(CropMode mode) =>
        Gen.Select(Maps(AnyNumber), AnyImage, AnyWindow).Sample((map, image, window) =>
        {
            var found = CropBoxFinder.Find(map, image, window, mode);

            return found.Box.IsInside(image) && found.Score is null or (> double.NegativeInfinity and < double.PositiveInfinity);
        }, iter: 2000);

    [Fact]
    public void The_box_is_inside_the_image_for_any_frame() =>
        Gen.Select(Maps(AnyNumber), AnyImage, AnyWindow, Gen.Double[-1e5, 1e5], Gen.Double[-1e5, 1e5], Gen.Double[1e-3, 1e6], Gen.Double[1e-3, 1e6])
            .Sample((map, image, window, left, top, width, height) =>
                CropBoxFinder.Find(map, image, window, CropMode.Aligned, new GridFrame(left, top, width, height)).Box.IsInside(image), iter: 2000);

    [Fact]
    public void A_map_without_a_finite_number_is_always_degenerate_and_never_crops_when_aligned() =>
        Gen.Select(Maps(NoNumber), AnyImage, AnyWindow).Sample((map, image, window) =>
        {
            var found = CropBoxFinder.Find(map, image, window);

            return found.IsDegenerate && found.Box == PixelBox.Whole(image);
        }, iter: 500);

    [Fact]
    public void On_a_square_image_that_the_grid_spans_both_modes_agree() =>
        Gen.Select(Maps(Gen.Double[0, 5]), Gen.Int[1, 3000], Gen.Int[1, 700])
            .Where((map, side, window) => window * map.Columns >= side && window * map.Rows >= side)
            .Sample((map, side, window) =>
            {
                var image = new PixelSize(side, side);
                var aligned = CropBoxFinder.Find(map, image, window, CropMode.Aligned, GridFrame.Whole(image));

                return aligned == CropBoxFinder.Find(map, image, window, CropMode.Compat);
            }, iter: 1000);

    [Fact]
    public void Moving_the_frame_moves_an_inner_box_by_as_much() =>
        Gen.Select(Maps(Gen.Double[0, 5]), Gen.Int[-40, 40], Gen.Int[-40, 40]).Sample((map, right, down) =>
        {
            // 27720 is divisible by all of 1 to 12, so that patches are whole pixels and nothing is rounded.
            var image = new PixelSize(40_000, 40_000);
            var still = CropBoxFinder.Find(map, image, 2772, CropMode.Aligned, new GridFrame(6000, 6000, 27720, 27720));
            var moved = CropBoxFinder.Find(map, image, 2772, CropMode.Aligned, new GridFrame(6000 + right, 6000 + down, 27720, 27720));

            return still.Box == PixelBox.Whole(image)
                || moved.Box == new PixelBox(still.Box.Left + right, still.Box.Top + down, still.Box.Right + right, still.Box.Bottom + down);
        }, iter: 500);

    [Fact]
    public void Scaling_the_map_by_a_power_of_two_keeps_the_box() =>
        Gen.Select(Maps(Gen.Double[0, 5]), Gen.Int[400, 1500], Gen.Int[400, 1500]).Sample((map, width, height) =>
        {
            var image = new PixelSize(width, height);
            var doubled = new AttentionMap(map.Columns, map.Rows, Array.ConvertAll(map.Values.ToArray(), value => value * 1024));

            return CropBoxFinder.Find(map, image, 224).Box == CropBoxFinder.Find(doubled, image, 224).Box;
        }, iter: 500);
}
