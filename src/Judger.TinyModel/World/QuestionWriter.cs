namespace Judger.TinyModel.World;

/// <summary>Asks questions about a scene.</summary>
public static class QuestionWriter
{
    /// <summary>A question of the given kind about a random object.</summary>
    public static WorldQuestion Ask(WorldRandom random, Scene scene, QuestionKind kind) => kind switch
    {
        QuestionKind.Fine => AskDigit(random, scene, random.Pick(scene.Objects)),
        QuestionKind.Coarse => AskColorOrShape(random, scene),
        QuestionKind.YesNo => random.Chance(0.5) ? AskPresent(random, scene) : AskAbsent(random, scene),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Asks for the digit on one object, named by its colour, by colour and shape, or by its shape where no other has it.</summary>
    public static WorldQuestion AskDigit(WorldRandom random, Scene scene, SceneObject target)
    {
        var form = random.Next(3);
        if (form == 2 && !HasUniqueShape(scene, target)) form = random.Next(2);
        var name = form switch
        {
            0 => $"{target.Color.Word()} {target.Shape.Word()}",
            1 => $"{target.Color.Word()} object",
            _ => target.Shape.Word(),
        };
        return new(QuestionKind.Fine, $"What number is on the {name}?", target.Digit.ToString(), target);
    }

    /// <summary>Asks about an object that is named by its colour alone: for its digit or for its shape.</summary>
    public static WorldQuestion AskByColor(WorldRandom random, SceneObject target) => random.Chance(0.5)
        ? new(QuestionKind.Fine, $"What number is on the {target.Color.Word()} object?", target.Digit.ToString(), target)
        : ShapeOf(target);

    /// <summary>Asks whether an object is there, or whether there is something else of its colour; both answers are equally frequent.</summary>
    public static WorldQuestion AskWhetherThere(WorldRandom random, Scene scene, SceneObject item)
    {
        if (random.Chance(0.5)) return new(QuestionKind.YesNo, IsThere(item.Color, item.Shape), "yes", item);
        var shapes = Vocabulary.Shapes.Where(shape => !scene.Objects.Any(other => other.Color == item.Color && other.Shape == shape));
        return Absent(scene, item.Color, random.Pick([.. shapes]));
    }

    private static WorldQuestion AskColorOrShape(WorldRandom random, Scene scene)
    {
        var unique = scene.Objects.Where(item => HasUniqueShape(scene, item)).ToArray();
        if (unique.Length > 0 && random.Chance(0.5))
        {
            var byShape = random.Pick(unique);
            return new(QuestionKind.Coarse, $"What color is the {byShape.Shape.Word()}?", byShape.Color.Word(), byShape);
        }

        return ShapeOf(random.Pick(scene.Objects));
    }

    private static WorldQuestion ShapeOf(SceneObject target) =>
        new(QuestionKind.Coarse, $"What shape is the {target.Color.Word()} object?", target.Shape.Word(), target);

    private static WorldQuestion AskPresent(WorldRandom random, Scene scene)
    {
        var target = random.Pick(scene.Objects);
        return new(QuestionKind.YesNo, IsThere(target.Color, target.Shape), "yes", target);
    }

    private static WorldQuestion AskAbsent(WorldRandom random, Scene scene)
    {
        // Half of the absent things share a colour with something present, so that the colour alone does not give the answer away.
        while (true)
        {
            var color = random.Chance(0.5) ? random.Pick(scene.Objects).Color : random.Pick(Vocabulary.Colors);
            var shape = random.Pick(Vocabulary.Shapes);
            if (scene.Objects.Any(item => item.Color == color && item.Shape == shape)) continue;
            return Absent(scene, color, shape);
        }
    }

    private static WorldQuestion Absent(Scene scene, SceneColor color, SceneShape shape) =>
        new(QuestionKind.YesNo, IsThere(color, shape), "no", null, scene.Objects.FirstOrDefault(item => item.Color == color));

    private static string IsThere(SceneColor color, SceneShape shape) => $"Is there {Vocabulary.Phrase(color, shape)}?";

    private static bool HasUniqueShape(Scene scene, SceneObject target) => scene.Objects.Count(item => item.Shape == target.Shape) == 1;
}
