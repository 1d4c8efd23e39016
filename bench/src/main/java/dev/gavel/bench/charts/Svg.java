package dev.gavel.bench.charts;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An SVG document as it is written. Colours are classes, which a reader's preference for dark changes.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Svg {

    /** How many colours there are for series; beyond them they repeat. */
    static final int COLOURS = 5;

    private static final String STYLE = """
            <style>
            .ground{fill:#fff}.text{fill:#1f2328;font:12px sans-serif}.title{fill:#1f2328;font:bold 14px sans-serif}
            .grid{stroke:#d1d9e0;stroke-width:1}.whisker{stroke:#1f2328;stroke-width:1.2}
            .l0,.l1,.l2,.l3,.l4{fill:none;stroke-width:2}
            .l0{stroke:#0969da}.l1{stroke:#bc4c00}.l2{stroke:#1a7f37}.l3{stroke:#8250df}.l4{stroke:#57606a}
            .f0{fill:#0969da}.f1{fill:#bc4c00}.f2{fill:#1a7f37}.f3{fill:#8250df}.f4{fill:#57606a}
            .band{opacity:.15}
            @media (prefers-color-scheme:dark){
            .ground{fill:#0d1117}.text,.title{fill:#e6edf3}.grid{stroke:#3d444d}.whisker{stroke:#e6edf3}
            .l0{stroke:#58a6ff}.l1{stroke:#f0883e}.l2{stroke:#56d364}.l3{stroke:#bc8cff}.l4{stroke:#9198a1}
            .f0{fill:#58a6ff}.f1{fill:#f0883e}.f2{fill:#56d364}.f3{fill:#bc8cff}.f4{fill:#9198a1}
            .band{opacity:.25}}
            </style>
            """;

    private final StringBuilder out = new StringBuilder(4_096);

    /** Begins a drawing with this title. */
    Svg(int width, int height, String title) {
        out.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n"
                        .formatted(width, height, width, height));
        out.append("<title>").append(escaped(title)).append("</title>\n").append(STYLE);
        out.append("<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n".formatted(width, height));
        text("title", "start", 12, 22, title);
    }

    /** @param anchor {@code start}, {@code middle} or {@code end}: what of the text stands at x */
    void text(String styleClass, String anchor, double x, double y, String text) {
        out.append("<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
                .formatted(styleClass, anchor, number(x), number(y), escaped(text)));
    }

    void line(String styleClass, double x1, double y1, double x2, double y2) {
        out.append("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
                .formatted(styleClass, number(x1), number(y1), number(x2), number(y2)));
    }

    void bar(String styleClass, double x, double y, double width, double height) {
        out.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n"
                .formatted(styleClass, number(x), number(y), number(width), number(height)));
    }

    void dot(String styleClass, double x, double y, String says) {
        out.append("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3\"><title>%s</title></circle>\n"
                .formatted(styleClass, number(x), number(y), escaped(says)));
    }

    /** A line through points, or an area that is closed: x and y by turns. */
    void path(String styleClass, double[] coordinates, boolean closed) {
        out.append("<path class=\"").append(styleClass).append("\" d=\"");
        for (int i = 0; i < coordinates.length; i += 2) {
            out.append(i == 0 ? "M" : " L")
                    .append(number(coordinates[i]))
                    .append(' ')
                    .append(number(coordinates[i + 1]));
        }
        out.append(closed ? " Z" : "").append("\"/>\n");
    }

    /** The whole document. */
    String finished() {
        return out + "</svg>\n";
    }

    /** With at most two places behind the point, and none that say nothing. */
    static String number(double value) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0
                ? rounded.setScale(0, RoundingMode.UNNECESSARY).toPlainString()
                : rounded.toPlainString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
