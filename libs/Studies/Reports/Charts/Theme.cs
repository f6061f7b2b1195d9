namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>Colours of drawings and pages. The hues are Okabe and Ito's (2008): people with any kind of colour blindness tell them
/// apart.</summary>
internal static class Theme
{
    private const string Light =
        "--ink:#1b2430;--muted:#566272;--grid:#dde3ea;--surface:#fff;--page:#f5f7f9;"
        + "--train:#0072b2;--val:#c04f00;--best:#007a58;--hit:#0072b2;--miss:#c04f00;--good:#007a58;--warn:#9a5b00";

    private const string Dark =
        "--ink:#e7ecf2;--muted:#a3afbd;--grid:#39434f;--surface:#1a212a;--page:#11161c;"
        + "--train:#56b4e9;--val:#f0a04b;--best:#3fcfa4;--hit:#3d9bd6;--miss:#f0a04b;--good:#3fcfa4;--warn:#f0b95a";

    /// <summary>Rules for what <see cref="Svg"/> draws.</summary>
    public const string Drawing =
        ".drawing text{fill:var(--ink);font:12px system-ui,sans-serif}.drawing .m{fill:var(--muted)}.drawing .b{font-weight:600}"
        + ".drawing .mid{text-anchor:middle}.drawing .end{text-anchor:end}.drawing .small{font-size:11px}.drawing "
        + ".surface{fill:var(--surface)}"
        + ".drawing .grid{stroke:var(--grid)}.drawing .axis{stroke:var(--muted)}.drawing .dash{stroke:var(--muted);stroke-dasharray:4 3}"
        + ".drawing polyline{fill:none;stroke-width:2;stroke-linejoin:round}.drawing .train{stroke:var(--train)}.drawing "
        + ".val{stroke:var(--val)}"
        + ".drawing .thin{stroke-width:1;opacity:.45}.drawing .best{stroke:var(--best);stroke-dasharray:4 3}"
        + ".drawing text.train{fill:var(--train);stroke:none}.drawing text.val{fill:var(--val);stroke:none}.drawing "
        + "text.best{fill:var(--best);stroke:none}"
        + ".drawing circle.val,.drawing rect.val{fill:var(--val);stroke:none}.drawing circle.train,.drawing "
        + "rect.train{fill:var(--train);stroke:none}"
        + ".drawing circle.train,.drawing circle.val{fill-opacity:.85}.drawing circle.best{fill:var(--best);stroke:none}.drawing "
        + ".whisker{stroke:var(--ink);stroke-width:1.5}.drawing .dot{fill:var(--ink)}"
        + ".drawing .cell{stroke:var(--grid)}.drawing .hit{fill:var(--hit)}.drawing .miss{fill:var(--miss)}.drawing .none{fill:none}"
        + ".drawing .bar{fill:var(--grid)}.drawing text.on{fill:#fff}";

    /// <summary>The colours as variables of <paramref name="selector"/>: dark where the reader's system is, light on paper.</summary>
    public static string Colours(string selector) =>
        $"{selector}{{{Light}}}@media screen and (prefers-color-scheme:dark){{{selector}{{{Dark}}}}}";
}
